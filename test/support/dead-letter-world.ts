import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { localClientConfig } from '../../bin/local/local-aws.ts';
import { DynamoDbDeadLetterIndex } from '../../lambdas/dead-letters/dynamodb-dead-letter-index.ts';
import { listedAtAttribute, listedIndexName } from '../../lambdas/dead-letters/dead-letter-keys.ts';
import type { DeadLetter } from '../../lambdas/dead-letters/dead-letter.ts';
import { S3DeadLetterArchive } from '../../lambdas/dead-letters/s3-dead-letter-archive.ts';
import { encodeMessage } from '../../lambdas/event/webhook-message.ts';
import { DynamoDbDeadLetterBook } from '../../lambdas/operations/dynamodb-dead-letter-book.ts';
import { DynamoDbOperationStore } from '../../lambdas/operations/dynamodb-operation-store.ts';
import { SqsDeadLetterQueue } from '../../lambdas/operations/sqs-dead-letter-queue.ts';
import { DynamoDbEventRecords } from '../../lambdas/processor/dynamodb-event-records.ts';
import type { DeadLetterReason } from '../../lambdas/processor/outcome.ts';
import { settle } from '../../lambdas/processor/settle.ts';
import { SqsEventQueue } from '../../lambdas/processor/sqs-event-queue.ts';
import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import { createTable, localDynamoDb, testEndpointUrl } from './local-tables.ts';
import { recordingLog } from './recording-log.ts';
import { webhook } from './webhook.ts';

export const integration = 'orders';

/** One integration's queues, table and bucket on the local endpoint, and what settles into them. */
export async function deadLetterWorld() {
  const dynamoDb = localDynamoDb();
  const config = localClientConfig(testEndpointUrl());
  const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  const s3 = new S3Client(config);
  const name = `test-${randomUUID()}`;
  const table = await createTable(dynamoDb, 'pk', 'sk', {
    name: listedIndexName,
    sortKey: listedAtAttribute,
  });
  const queueUrl = await createQueue(sqs, `${name}-events`);
  const deadLetterQueueUrl = await createQueue(sqs, `${name}-dead`);
  await s3.send(new CreateBucketCommand({ Bucket: name }));

  const records = new DynamoDbEventRecords(dynamoDb, table.name, systemClock);
  const index = new DynamoDbDeadLetterIndex(dynamoDb, table.name, systemClock);
  const archive = new S3DeadLetterArchive(s3, name);
  const book = new DynamoDbDeadLetterBook(dynamoDb, table.name, systemClock);
  const settling = {
    integration,
    queue: new SqsEventQueue(sqs, queueUrl, deadLetterQueueUrl),
    records,
    deadLetters: index,
    archive,
    clock: systemClock,
    log: recordingLog().log,
  };
  return {
    dynamoDb,
    sqs,
    s3,
    bucket: name,
    tableName: table.name,
    queueUrl,
    deadLetterQueueUrl,
    records,
    index,
    archive,
    book,
    settling,
    operations: new DynamoDbOperationStore(dynamoDb, table.name),
    deadLetterQueue: new SqsDeadLetterQueue(sqs, deadLetterQueueUrl),

    /** Settles an event as a dead letter, as the processor does. @returns its message text */
    async die(
      eventId: string,
      reason: DeadLetterReason = 'handler-permanent',
      text = textOf(eventId),
    ): Promise<string> {
      const { body: _body, ...head } = webhook({ integration, eventId });
      await settle(
        {
          record: { messageId: 'm', receiptHandle: 'r', text, sentAt: 0, receiveCount: 1 },
          outcome: {
            kind: 'dead-letter',
            reason,
            error: { name: 'Error', message: `no ${eventId}` },
          },
          head,
          replaySuspected: false,
        },
        settling,
      );
      return text;
    },

    async listed(): Promise<DeadLetter[]> {
      const letters: DeadLetter[] = [];
      for await (const letter of book.listed(integration, { newestFirst: false })) {
        letters.push(letter);
      }
      return letters;
    },

    /** Takes everything out of a queue. @returns the texts */
    async drain(url: string): Promise<string[]> {
      const texts: string[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
        );
        if (Messages.length === 0) return texts;
        texts.push(...Messages.map(({ Body = '' }) => Body));
        await sqs.send(
          new DeleteMessageBatchCommand({
            QueueUrl: url,
            Entries: Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle })),
          }),
        );
      }
    },

    async remove(): Promise<void> {
      await table.drop();
      await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl: deadLetterQueueUrl }));
      await s3.send(new DeleteBucketCommand({ Bucket: name })).catch(() => undefined);
    },
  };
}

export type DeadLetterWorld = Awaited<ReturnType<typeof deadLetterWorld>>;

export function textOf(eventId: string): string {
  return encodeMessage(webhook({ integration, eventId }));
}

async function createQueue(sqs: SQSClient, QueueName: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  return QueueUrl;
}
