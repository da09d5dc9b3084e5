import {
  ChangeMessageVisibilityCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SimulatedProcess } from '../../simulated-process.ts';
import type { SimulatedQueue } from './simulated-queue.ts';

export type SimulatedQueues = Readonly<Record<string, SimulatedQueue>>;

/** An SDK client of one process, on simulated queues by their URL. */
export function simulatedSqs(
  process: SimulatedProcess,
  queues: SimulatedQueues,
  tries: number,
): SQSClient {
  const client = {
    send: (command: { readonly input: { readonly QueueUrl?: string } }) =>
      process.ask(() => carryOut(command, queueOf(queues, command.input.QueueUrl)), tries),
  };
  return client as unknown as SQSClient;
}

function queueOf(queues: SimulatedQueues, url = ''): SimulatedQueue {
  const queue = queues[url];
  if (queue === undefined) throw new TypeError(`There is no simulated queue at "${url}".`);
  return queue;
}

function carryOut(command: object, queue: SimulatedQueue): object {
  if (command instanceof ChangeMessageVisibilityCommand) {
    const { ReceiptHandle = '', VisibilityTimeout = 0 } = command.input;
    queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
    return {};
  }
  if (command instanceof SendMessageCommand) {
    const { MessageBody: text = '', MessageAttributes = {} } = command.input;
    const attributes = Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    );
    return { MessageId: queue.send({ text, attributes }) };
  }
  throw new TypeError(`The simulated SQS does not know ${command.constructor.name}.`);
}
