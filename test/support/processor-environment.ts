import { SQSClient } from '@aws-sdk/client-sqs';
import { localClientConfig } from '../../bin/local/local-aws.ts';
import { processBatch } from '../../lambdas/processor/process-batch.ts';
import type { QueueRecord } from '../../lambdas/processor/queue-record.ts';
import { SqsEventQueue } from '../../lambdas/processor/sqs-event-queue.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { localDynamoDb, testEndpointUrl } from './local-tables.ts';
import { processorWorld } from './processor-world.ts';

/** What an environment is started with, as JSON in its only argument. */
export interface EnvironmentSettings {
  readonly tables: { readonly events: string; readonly idempotency: string };
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly maxAttempts: number;
  /** The event whose handler ends the process. */
  readonly poison: string;
}

/** What it tells for each batch: how many handlers began, and which messages come back. */
export interface EnvironmentAnswer {
  readonly began: readonly string[];
  readonly kept: readonly string[];
}

const settings = JSON.parse(process.argv[2] ?? '{}') as EnvironmentSettings;
const { tables, queueUrl, deadLetterQueueUrl, maxAttempts, poison } = settings;
const sqs = new SQSClient({
  ...localClientConfig(testEndpointUrl()),
  useQueueUrlAsEndpoint: false,
});

/** Of the batch in hand. */
let expected = 0;
let began: string[] = [];

const world = processorWorld(
  { client: localDynamoDb(), ...tables },
  async ({ eventId }) => {
    began.push(eventId);
    // Only when all that runs beside it is under way does anything end: that is the worst moment.
    while (began.length + settled() < expected) await clock.sleep(5);
    if (eventId === poison) process.kill(process.pid, 'SIGKILL');
    if (began.includes(poison)) await new Promise(() => undefined);
  },
  {
    queue: new SqsEventQueue(sqs, 'orders', {
      queue: queueUrl,
      deadLetterQueue: deadLetterQueueUrl,
      holdQueuePrefix: `${queueUrl}-held-`,
    }),
    maxAttempts,
  },
);

function settled(): number {
  return world.lines.filter(({ fields }) => fields['outcome'] !== undefined).length;
}

/** A Lambda environment in a process of its own, so that it can end as one does. */
process.on('message', (batch: readonly QueueRecord[]) => {
  expected = batch.length;
  began = [];
  world.lines.length = 0;
  void processBatch(batch, clock.now() + 60_000, world.dependencies).then((kept) => {
    process.send?.({ began, kept } satisfies EnvironmentAnswer);
  });
});
