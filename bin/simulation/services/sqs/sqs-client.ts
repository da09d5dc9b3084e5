import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import type { SimulatedProcess } from '../../simulated-process.ts';
import { simulatedClient, unknownCommand } from '../simulated-client.ts';
import type { MessageText, ReceivedMessage, SimulatedQueue } from './simulated-queue.ts';

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
      return { MessageId: queueOf(command.input).send(contentOf(command.input)) };
    }
    if (command instanceof SendMessageBatchCommand) {
      const { Entries = [] } = command.input;
      const queue = queueOf(command.input);
      return {
        Successful: Entries.map((entry) => ({
          Id: entry.Id,
          MessageId: queue.send(contentOf(entry)),
        })),
      };
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
    if (command instanceof DeleteMessageBatchCommand) {
      const queue = queueOf(command.input);
      for (const { ReceiptHandle = '' } of command.input.Entries ?? []) queue.delete(ReceiptHandle);
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

function contentOf({
  MessageBody: text = '',
  MessageAttributes = {},
}: Pick<SendMessageCommandInput, 'MessageBody' | 'MessageAttributes'>): MessageText {
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
  );
  return { text, attributes };
}

function messageOf(received: ReceivedMessage): Message {
  return {
    MessageId: received.messageId,
    ReceiptHandle: received.receiptHandle,
    Body: received.content.text,
    MessageAttributes: Object.fromEntries(
      Object.entries(received.content.attributes ?? {}).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]),
    ),
    Attributes: {
      SentTimestamp: String(received.sentAt),
      ApproximateReceiveCount: String(received.receiveCount),
    },
  };
}
