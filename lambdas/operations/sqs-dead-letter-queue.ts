import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { rememberServerTime } from '../runtime/server-time.ts';
import type { DeadLetterQueue, QueueSize, ReceivedLetter } from './dead-letter-queue.ts';
import { inBatches } from './in-batches.ts';

/** SQS takes ten of anything at once. */
const batchSize = 10;
const releasesAtOnce = 8;

export class SqsDeadLetterQueue implements DeadLetterQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async receive(most: number, holdSeconds: number): Promise<readonly ReceivedLetter[]> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queueUrl,
        MaxNumberOfMessages: Math.min(most, batchSize),
        VisibilityTimeout: holdSeconds,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      }),
    );
    return Messages.map(({ MessageId, ReceiptHandle, Body, MessageAttributes, Attributes }) => ({
      messageId: MessageId ?? '',
      receiptHandle: ReceiptHandle ?? '',
      text: Body ?? '',
      attributes: MessageAttributes ?? {},
      enteredAt: Number(Attributes?.SentTimestamp),
      receiveCount: Number(Attributes?.ApproximateReceiveCount),
    }));
  }

  async release(receiptHandles: readonly string[]): Promise<void> {
    await inBatches(receiptHandles, batchSize * releasesAtOnce, async (some) => {
      const batches: Promise<unknown>[] = [];
      await inBatches(some, batchSize, (handles) => {
        batches.push(this.#release(handles));
        return Promise.resolve();
      });
      await Promise.all(batches);
    });
  }

  #release(handles: readonly string[]): Promise<unknown> {
    return this.#client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: this.#queueUrl,
        Entries: handles.map((ReceiptHandle, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    );
  }

  async remove(receiptHandles: readonly string[]): Promise<ReadonlySet<string>> {
    const removed = new Set<string>();
    await inBatches(receiptHandles, batchSize, async (handles) => {
      const { Successful = [] } = await this.#client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.#queueUrl,
          Entries: handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
      for (const { Id } of Successful) removed.add(handles[Number(Id)] ?? '');
    });
    return removed;
  }

  async size(): Promise<QueueSize> {
    const command = new GetQueueAttributesCommand({
      QueueUrl: this.#queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    });
    const serverTime = rememberServerTime(command.middlewareStack);
    const { Attributes } = await this.#client.send(command);
    return {
      visible: Number(Attributes?.ApproximateNumberOfMessages),
      hidden:
        Number(Attributes?.ApproximateNumberOfMessagesNotVisible) +
        Number(Attributes?.ApproximateNumberOfMessagesDelayed),
      at: serverTime(),
    };
  }
}
