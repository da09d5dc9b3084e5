import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { localClientConfig, localRegion } from '../../bin/local/local-aws.ts';
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
import { bodyBucketName, integrationNames, stageNames } from '../../lib/names.ts';
import { createTable, testEndpointUrl } from './local-tables.ts';
import { recordingLog } from './recording-log.ts';
import { webhook } from './webhook.ts';

export const integration = 'orders';

/**
 * One integration's queues, tables and bucket on the local endpoint, named as those of a deployed stage,
 * and what settles into them.
 */
export async function deadLetterWorld(endpointUrl = testEndpointUrl()) {
  const config = localClientConfig(endpointUrl);
  const dynamoDb = new DynamoDBClient(config);
  const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  const s3 = new S3Client(config);
  const stage = `t${randomBytes(5).toString('hex')}`;
  const names = stageNames(stage);
  const { queue, deadLetterQueue } = integrationNames(stage, integration);
  const table = await createTable(dynamoDb, 'pk', 'sk', {
    name: names.eventTable,
    index: { name: listedIndexName, sortKey: listedAtAttribute },
  });
  const idempotency = await createTable(dynamoDb, 'id', undefined, {
    name: names.idempotencyTable,
  });
  const queueUrl = await createQueue(sqs, queue);
  const deadLetterQueueUrl = await createQueue(sqs, deadLetterQueue);
  const bucket = bodyBucketName(stage, '000000000000', localRegion);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));

  const records = new DynamoDbEventRecords(dynamoDb, table.name, systemClock);
  const index = new DynamoDbDeadLetterIndex(dynamoDb, table.name, systemClock);
  const archive = new S3DeadLetterArchive(s3, bucket);
  const book = new DynamoDbDeadLetterBook(dynamoDb, table.name, systemClock);
  const settling = {
    integration,
    queue: new SqsEventQueue(sqs, integration, {
      queue: queueUrl,
      deadLetterQueue: deadLetterQueueUrl,
      holdQueuePrefix: `${queueUrl}-held-`,
    }),
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
    stage,
    bucket,
    tables: { client: dynamoDb, events: table.name, idempotency: idempotency.name },
    queueUrl,
    deadLetterQueueUrl,
    records,
    index,
    archive,
    book,
    settling,
    operations: new DynamoDbOperationStore(dynamoDb, table.name),
    queue: new SqsDeadLetterQueue(sqs, queueUrl),
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
          record: {
            ...{ messageId: 'm', receiptHandle: 'r', text, sentAt: 0, receiveCount: 1 },
            ...{ acceptedAt: 0, released: [] },
          },
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
      await idempotency.drop();
      await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl: deadLetterQueueUrl }));
      await emptyBucket(s3, bucket);
      await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
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

async function emptyBucket(s3: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    if (Contents.length === 0) return;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  }
}
