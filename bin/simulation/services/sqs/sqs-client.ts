import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import type { SimulatedProcess } from '../../simulated-process.ts';
import { simulatedClient, unknownCommand } from '../simulated-client.ts';
import type { ReceivedMessage, SimulatedQueue } from './simulated-queue.ts';

/** By URL. */
export type SimulatedQueues = Readonly<Record<string, SimulatedQueue>>;

export function simulatedSqs(
  process: SimulatedProcess,
  queues: SimulatedQueues,
  tries: number,
): SQSClient {
  const queueOf = ({ QueueUrl: url = '' }: { readonly QueueUrl: string | undefined }) => {
    const queue = queues[url];
    if (queue !== undefined) return queue;
    throw new QueueDoesNotExist({ message: `There is no queue at "${url}".`, $metadata: {} });
  };
  return simulatedClient(SQSClient, process, tries, (command) => {
    if (command instanceof ChangeMessageVisibilityCommand) {
      const { ReceiptHandle = '', VisibilityTimeout = 0 } = command.input;
      queueOf(command.input).changeVisibility(ReceiptHandle, VisibilityTimeout);
      return {};
    }
    if (command instanceof SendMessageCommand) {
      const { MessageBody: text = '', MessageAttributes = {} } = command.input;
      const attributes = Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [
          name,
          StringValue,
        ]),
      );
      return { MessageId: queueOf(command.input).send({ text, attributes }) };
    }
    if (command instanceof ReceiveMessageCommand) {
      const { MaxNumberOfMessages = 1, VisibilityTimeout } = command.input;
      const received = queueOf(command.input).receive(MaxNumberOfMessages, VisibilityTimeout);
      return { Messages: received.map(messageOf) };
    }
    if (command instanceof DeleteMessageCommand) {
      queueOf(command.input).delete(command.input.ReceiptHandle ?? '');
      return {};
    }
    if (command instanceof GetQueueAttributesCommand) {
      const { visible, inFlight } = queueOf(command.input).counted;
      return {
        Attributes: {
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(inFlight),
          ApproximateNumberOfMessagesDelayed: '0',
        },
      };
    }
    throw unknownCommand(command);
  });
}

function messageOf(received: ReceivedMessage): Message {
  return {
    MessageId: received.messageId,
    ReceiptHandle: received.receiptHandle,
    Body: received.content.text,
    Attributes: {
      SentTimestamp: String(received.sentAt),
      ApproximateReceiveCount: String(received.receiveCount),
    },
  };
}
