import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { HeldQueue } from './held-queue.ts';
import type { QueueRecord } from './queue-record.ts';

export class SqsHeldQueue implements HeldQueue {
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
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      }),
    );
    return Messages.map((message) => ({
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
