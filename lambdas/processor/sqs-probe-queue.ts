import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ProbeQueue } from './probe-queue.ts';
import type { QueueRecord } from './queue-record.ts';

export class SqsProbeQueue implements ProbeQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  /** With the queue's own visibility: six times the time that a run has. */
  async receive(): Promise<QueueRecord | undefined> {
    const { Messages: [message] = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: 1,
        // Any wait at all makes SQS ask all of its servers.
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      }),
    );
    return (
      message && {
        messageId: message.MessageId ?? '',
        receiptHandle: message.ReceiptHandle ?? '',
        text: message.Body ?? '',
        sentAt: Number(message.Attributes?.SentTimestamp),
        receiveCount: Number(message.Attributes?.ApproximateReceiveCount),
      }
    );
  }

  async remove(receiptHandle: string): Promise<void> {
    await this.#client.send(
      new DeleteMessageCommand({ QueueUrl: this.#queueUrl, ReceiptHandle: receiptHandle }),
    );
  }
}
