import { ChangeMessageVisibilityCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { toAttributes } from './dead-letter.ts';
import type { DeadLetterNote } from './dead-letter.ts';
import type { EventQueue } from './event-queue.ts';

export class SqsEventQueue implements EventQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;
  readonly #deadLetterQueueUrl: string;

  constructor(client: SQSClient, queueUrl: string, deadLetterQueueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
    this.#deadLetterQueueUrl = deadLetterQueueUrl;
  }

  async hide(receiptHandle: string, seconds: number): Promise<void> {
    await this.#client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: this.#queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  }

  async deadLetter(text: string, note: DeadLetterNote): Promise<string> {
    const { MessageId } = await this.#client.send(
      new SendMessageCommand({
        QueueUrl: this.#deadLetterQueueUrl,
        MessageBody: text,
        MessageAttributes: toAttributes(note),
      }),
    );
    if (MessageId === undefined) throw new Error('SQS answered a send without a message id.');
    return MessageId;
  }
}
