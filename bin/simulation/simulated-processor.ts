import { announcer } from '../../lambdas/breaker/announcer.ts';
import { BreakerGate } from '../../lambdas/breaker/breaker-gate.ts';
import { DynamoDbBreakerStore } from '../../lambdas/breaker/dynamodb-breaker-store.ts';
import { EnvironmentHealth } from '../../lambdas/breaker/environment-health.ts';
import { FallbackBreakerStore } from '../../lambdas/breaker/fallback-breaker-store.ts';
import type { AnyHandledIntegration } from '../../lambdas/contract/define-integration.ts';
import { limitsOf } from '../../lambdas/contract/integration-limits.ts';
import { DynamoDbDeadLetterIndex } from '../../lambdas/dead-letters/dynamodb-dead-letter-index.ts';
import { S3DeadLetterArchive } from '../../lambdas/dead-letters/s3-dead-letter-archive.ts';
import { DynamoDbEventRecords } from '../../lambdas/processor/dynamodb-event-records.ts';
import { processBatch, type BatchDependencies } from '../../lambdas/processor/process-batch.ts';
import { runHandle } from '../../lambdas/processor/run-handler.ts';
import { powertoolsOnce } from '../../lambdas/processor/run-once.ts';
import { S3BodyStore } from '../../lambdas/processor/s3-body-store.ts';
import { SqsEventQueue } from '../../lambdas/processor/sqs-event-queue.ts';
import { WaitingNotes } from '../../lambdas/processor/waiting-notes.ts';
import type { Random } from '../../lambdas/runtime/clock.ts';
import type { Log } from '../../lambdas/runtime/log.ts';
import type { Metrics } from '../../lambdas/runtime/metrics.ts';
import { createCredentialSource } from '../../lambdas/upstream/credentials/create-credential-source.ts';
import { dynamoDbTokenStore } from '../../lambdas/upstream/credentials/dynamodb-token-store.ts';
import { DynamoDbStepStore } from '../../lambdas/upstream/dynamodb-step-store.ts';
import { sharedTools } from '../../lambdas/upstream/shared-tools.ts';
import { DynamoDbWaitingIndex } from '../../lambdas/waiting/dynamodb-waiting-index.ts';
import { simulatedDynamoDb, type SimulatedTables } from './services/dynamodb/dynamodb-client.ts';
import type { BatchResponse } from './services/lambda/event-source-mapping.ts';
import type { Handler } from './services/lambda/simulated-function.ts';
import { simulatedEventBridge, type SimulatedEventBus } from './services/simulated-event-bus.ts';
import { simulatedS3, type SimulatedBucket } from './services/simulated-bucket.ts';
import { simulatedSqs, type SimulatedQueues } from './services/sqs/sqs-client.ts';
import type { ReceivedMessage } from './services/sqs/simulated-queue.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { simulatedConnections } from './upstream/simulated-connections.ts';
import type { SimulatedUpstream } from './upstream/simulated-upstream.ts';

/** What one stage has, and every function of it reaches. */
export interface SimulatedStage {
  readonly tables: SimulatedTables;
  readonly queues: SimulatedQueues;
  readonly bucket: SimulatedBucket;
  readonly bus: SimulatedEventBus;
  /** By origin. */
  readonly upstreams: ReadonlyMap<string, SimulatedUpstream>;
  readonly random: Random;
  readonly newId: () => string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Tries of `awsClientSettings`, and of `breakerClientSettings`. */
const tries = 3;
const breakerTries = 2;

/** The processor of an integration, put together as `lambdas/processor/index.ts` does it. */
export function simulatedProcessor(
  integration: AnyHandledIntegration,
  stage: SimulatedStage,
  process: SimulatedProcess,
): Handler<readonly ReceivedMessage[], BatchResponse> {
  const { random, newId, log, metrics } = stage;
  const { clock } = process;
  const dynamoDb = simulatedDynamoDb(process, stage.tables, tries);
  const s3 = simulatedS3(process, stage.bucket, tries);
  const events = simulatedEventBridge(process, stage.bus, tries);
  const breakers = simulatedDynamoDb(process, stage.tables, breakerTries);
  const gate = new BreakerGate(Object.values(integration.upstreams ?? {}), {
    store: new FallbackBreakerStore(
      new DynamoDbBreakerStore(breakers, 'breakers'),
      { clock, random },
      () => {
        log.warn('The breakers cannot be reached; this environment goes by what it sees itself');
      },
    ),
    healthOf: () => new EnvironmentHealth(clock),
    ...{ clock, random, newId },
    announce: announcer({ events, stage: 'simulation', log, metrics }),
  });
  const tools = {
    ...sharedTools(clock),
    pools: simulatedConnections(process, stage.upstreams),
  };
  const dependencies: BatchDependencies = {
    integration: integration.name,
    runHandler: runHandle(integration, {
      ...{ clock, random, log, metrics, gate, tools },
      steps: new DynamoDbStepStore(dynamoDb, 'events', clock),
      credentials: createCredentialSource({
        secrets: { read: () => Promise.reject(new Error('No secret is simulated.')) },
        store: dynamoDbTokenStore(dynamoDb, 'events'),
        ...{ clock, random, log, newId, pools: tools.pools },
      }),
    }),
    gate,
    maxAttempts: limitsOf(integration).maxAttempts,
    replaySuspected: 'report',
    once: powertoolsOnce(dynamoDb, 'idempotency'),
    records: new DynamoDbEventRecords(dynamoDb, 'events', clock),
    deadLetters: new DynamoDbDeadLetterIndex(dynamoDb, 'events', clock),
    archive: new S3DeadLetterArchive(s3, 'bodies'),
    bodies: new S3BodyStore(s3),
    queue: new SqsEventQueue(simulatedSqs(process, stage.queues, tries), 'queue', 'dead-letters'),
    waitingNotes: new WaitingNotes(
      new DynamoDbWaitingIndex(dynamoDb, 'events'),
      integration.name,
      clock,
      log,
    ),
    ...{ clock, random, newId, log, metrics },
  };
  return async (messages, context) => {
    const leaseEnds = clock.now() + context.getRemainingTimeInMillis();
    const records = messages.map(({ content, ...message }) => ({ ...message, text: content.text }));
    const kept = await processBatch(records, leaseEnds, dependencies);
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
