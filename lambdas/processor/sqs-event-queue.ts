import { ChangeMessageVisibilityCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { waitAttributes } from '../event/held-message.ts';
import { toAttributes } from './dead-letter.ts';
import type { DeadLetterNote } from './dead-letter.ts';
import type { EventQueue } from './event-queue.ts';
import type { QueueRecord } from './queue-record.ts';

export interface EventQueueUrls {
  readonly queue: string;
  readonly deadLetterQueue: string;
  /** The name of an upstream follows it. */
  readonly holdQueuePrefix: string;
}

export class SqsEventQueue implements EventQueue {
  readonly #client: SQSClient;
  readonly #integration: string;
  readonly #urls: EventQueueUrls;

  constructor(client: SQSClient, integration: string, urls: EventQueueUrls) {
    this.#client = client;
    this.#integration = integration;
    this.#urls = urls;
  }

  async hide(receiptHandle: string, seconds: number): Promise<void> {
    await this.#client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: this.#urls.queue,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  }

  async hold(record: QueueRecord, upstream: string): Promise<void> {
    await this.#client.send(
      new SendMessageCommand({
        QueueUrl: this.#urls.holdQueuePrefix + upstream,
        MessageBody: record.text,
        MessageAttributes: waitAttributes(record, this.#integration),
      }),
    );
  }

  async deadLetter(text: string, note: DeadLetterNote): Promise<string> {
    const { MessageId } = await this.#client.send(
      new SendMessageCommand({
        QueueUrl: this.#urls.deadLetterQueue,
        MessageBody: text,
        MessageAttributes: toAttributes(note),
      }),
    );
    if (MessageId === undefined) throw new Error('SQS answered a send without a message id.');
    return MessageId;
  }
}
