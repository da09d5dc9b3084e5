import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { waitIn, type AttributeTexts } from '../event/held-message.ts';
import type { PausedQueue } from './paused-queue.ts';
import type { QueueRecord } from './queue-record.ts';

export class SqsPausedQueue implements PausedQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  /** With the queue's own visibility: six times the time that a run has. */
  async receive(most: number): Promise<readonly QueueRecord[]> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: most,
        // Any wait at all makes SQS ask all of its servers.
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      }),
    );
    return Messages.map((message) => ({
      ...waitIn(textsOf(message), Number(message.Attributes?.SentTimestamp)),
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      text: message.Body ?? '',
      sentAt: Number(message.Attributes?.SentTimestamp),
      receiveCount: Number(message.Attributes?.ApproximateReceiveCount),
    }));
  }

  async remove(receiptHandle: string): Promise<void> {
    await this.#client.send(
      new DeleteMessageCommand({ QueueUrl: this.#queueUrl, ReceiptHandle: receiptHandle }),
    );
  }
}

function textsOf({ MessageAttributes = {} }: Message): AttributeTexts {
  return Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
  );
}
