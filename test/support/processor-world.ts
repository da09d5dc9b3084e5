import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DeadLetterArchive } from '../../lambdas/dead-letters/dead-letter-archive.ts';
import type { DeadLetterIndex } from '../../lambdas/dead-letters/dead-letter-index.ts';
import { DynamoDbDeadLetterIndex } from '../../lambdas/dead-letters/dynamodb-dead-letter-index.ts';
import { encodeMessage } from '../../lambdas/event/webhook-message.ts';
import type { Webhook } from '../../lambdas/event/webhook.ts';
import { DynamoDbEventRecords } from '../../lambdas/processor/dynamodb-event-records.ts';
import type { BatchDependencies } from '../../lambdas/processor/process-batch.ts';
import type { QueueRecord } from '../../lambdas/processor/queue-record.ts';
import type { RunHandler } from '../../lambdas/processor/run-handler.ts';
import { powertoolsOnce } from '../../lambdas/processor/run-once.ts';
import { WaitingNotes } from '../../lambdas/processor/waiting-notes.ts';
import type { Clock } from '../../lambdas/runtime/clock.ts';
import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import { DynamoDbWaitingIndex } from '../../lambdas/waiting/dynamodb-waiting-index.ts';
import { openGate } from '../../lambdas/upstream/gate.ts';
import { recordingLog } from './recording-log.ts';
import type { LogLine } from './recording-log.ts';
import { recordingQueue } from './recording-queue.ts';
import { webhook } from './webhook.ts';

export interface ProcessorTables {
  readonly client: DynamoDBClient;
  readonly idempotency: string;
  readonly events: string;
}

export interface ProcessorWorld {
  readonly dependencies: BatchDependencies;
  readonly lines: LogLine[];
  readonly queueCalls: string[];
  readonly deadLetters: ReturnType<typeof recordingQueue>['deadLetters'];
}

/** A processor on real tables, with a queue that remembers what it was told. */
export function processorWorld(
  tables: ProcessorTables,
  runHandler: RunHandler,
  changes: Partial<BatchDependencies> & {
    readonly clock?: Clock;
    readonly deadLetters?: DeadLetterIndex;
    readonly archive?: DeadLetterArchive;
  } = {},
): ProcessorWorld {
  const { log, lines } = recordingLog();
  const queueCalls: string[] = [];
  const queue = recordingQueue((name) => {
    queueCalls.push(name);
    return Promise.resolve();
  });
  const clock = changes.clock ?? systemClock;
  return {
    lines,
    queueCalls,
    deadLetters: queue.deadLetters,
    dependencies: {
      integration: 'orders',
      runHandler,
      gate: openGate,
      whenUpstreamDown: 'pause',
      maxAttempts: 5,
      replaySuspected: 'report',
      once: powertoolsOnce(tables.client, tables.idempotency, { clock, random: () => 0.5 }),
      records: new DynamoDbEventRecords(tables.client, tables.events, clock),
      deadLetters: new DynamoDbDeadLetterIndex(tables.client, tables.events, clock),
      archive: { keep: () => Promise.resolve(), read: () => Promise.resolve(undefined) },
      bodies: { read: () => Promise.reject(new Error('no body was stored')) },
      queue,
      waitingNotes: new WaitingNotes(
        new DynamoDbWaitingIndex(tables.client, tables.events),
        'orders',
        clock,
        log,
      ),
      clock,
      random: () => 0.5,
      newId: randomUUID,
      log,
      metrics: { add: () => undefined, flush: () => undefined },
      ...changes,
    },
  };
}

/** A record whose event no other test knows, unless the test names it. */
export function queueRecord(changes: Partial<Webhook> = {}, receiveCount = 1): QueueRecord {
  return {
    messageId: randomUUID(),
    receiptHandle: 'receipt',
    text: encodeMessage(webhook({ eventId: `evt-${randomUUID()}`, ...changes })),
    sentAt: Date.now(),
    acceptedAt: Date.now(),
    released: [],
    receiveCount,
  };
}
