import { announcer } from '../../lambdas/breaker/announcer.ts';
import { BreakerGate } from '../../lambdas/breaker/breaker-gate.ts';
import { DynamoDbBreakerStore } from '../../lambdas/breaker/dynamodb-breaker-store.ts';
import { DynamoDbSlotStore } from '../../lambdas/breaker/dynamodb-slot-store.ts';
import { FallbackBreakerStore } from '../../lambdas/breaker/fallback-breaker-store.ts';
import { SharedHealth } from '../../lambdas/breaker/shared-health.ts';
import type { AnyHandledIntegration } from '../../lambdas/contract/define-integration.ts';
import { upstreamsOf } from '../../lambdas/contract/upstreams-of.ts';
import { limitsOf } from '../../lambdas/contract/integration-limits.ts';
import { DynamoDbDeadLetterIndex } from '../../lambdas/dead-letters/dynamodb-dead-letter-index.ts';
import { S3DeadLetterArchive } from '../../lambdas/dead-letters/s3-dead-letter-archive.ts';
import { waitIn } from '../../lambdas/event/held-message.ts';
import { DynamoDbEventRecords } from '../../lambdas/processor/dynamodb-event-records.ts';
import {
  expireWaiting,
  type ExpireReport,
  type ExpireRequest,
} from '../../lambdas/processor/expire-waiting.ts';
import { processBatch, type BatchDependencies } from '../../lambdas/processor/process-batch.ts';
import type { ProbeReport, ProbeRequest } from '../../lambdas/processor/probe-report.ts';
import { probeUpstream, type ProbeDependencies } from '../../lambdas/processor/probe-upstream.ts';
import { runHandle, type CallDependencies } from '../../lambdas/processor/run-handler.ts';
import { powertoolsOnce } from '../../lambdas/processor/run-once.ts';
import { S3BodyStore } from '../../lambdas/processor/s3-body-store.ts';
import { SqsEventQueue } from '../../lambdas/processor/sqs-event-queue.ts';
import { SqsPausedQueue } from '../../lambdas/processor/sqs-paused-queue.ts';
import { WaitingNotes } from '../../lambdas/processor/waiting-notes.ts';
import { createCredentialSource } from '../../lambdas/upstream/credentials/create-credential-source.ts';
import { dynamoDbTokenStore } from '../../lambdas/upstream/credentials/dynamodb-token-store.ts';
import { DynamoDbStepStore } from '../../lambdas/upstream/dynamodb-step-store.ts';
import { sharedTools } from '../../lambdas/upstream/shared-tools.ts';
import { DynamoDbWaitingIndex } from '../../lambdas/waiting/dynamodb-waiting-index.ts';
import { simulatedDynamoDb } from './services/dynamodb/dynamodb-client.ts';
import type { BatchResponse } from './services/lambda/event-source-mapping.ts';
import type { Handler } from './services/lambda/simulated-function.ts';
import { simulatedEventBridge } from './services/simulated-event-bus.ts';
import { simulatedS3 } from './services/simulated-bucket.ts';
import { simulatedSqs } from './services/sqs/sqs-client.ts';
import type { ReceivedMessage } from './services/sqs/simulated-queue.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { stageNames, type SimulatedStage } from './simulated-stage.ts';
import { simulatedConnections } from './upstream/simulated-connections.ts';

/** Tries of `awsClientSettings`, and of `breakerClientSettings`. */
const tries = 3;
const breakerTries = 2;

/** What a processor is invoked with: messages of its queue, or what the governor asks. */
export type ProcessorEvent = readonly ReceivedMessage[] | ProbeRequest | ExpireRequest;

/** What a processor answers to them. */
export type ProcessorAnswer = BatchResponse | ProbeReport | ExpireReport;

/** The processor of an integration, put together as `lambdas/processor/index.ts` does it. */
export function simulatedProcessor(
  integration: AnyHandledIntegration,
  stage: SimulatedStage,
  process: SimulatedProcess,
): Handler<ProcessorEvent, ProcessorAnswer> {
  const { random, newId, log, metrics } = stage;
  const { clock } = process;
  const dynamoDb = simulatedDynamoDb(process, stage.tables, tries);
  const s3 = simulatedS3(process, stage.bucket, tries);
  const sqs = simulatedSqs(process, stage.queues, tries);
  const events = simulatedEventBridge(process, stage.bus, tries);
  const breakerClient = simulatedDynamoDb(process, stage.tables, breakerTries);
  const breakers = new DynamoDbBreakerStore(breakerClient, stageNames.breakers);
  const warnOfBreakers = () => {
    log.warn('The breakers cannot be reached; this environment goes by what it sees itself');
  };
  const sharedHealth = {
    slots: new DynamoDbSlotStore(breakerClient, stageNames.breakers),
    environment: newId().slice(-4),
    ...{ clock, random, onFailure: warnOfBreakers },
  };
  const announce = announcer({ ...{ events, log, metrics }, marks: breakers, stage: 'simulation' });
  const upstreams = upstreamsOf(integration);
  const gate = new BreakerGate(upstreams, {
    store: new FallbackBreakerStore(breakers, { clock, random }, warnOfBreakers),
    healthOf: (circuit) => new SharedHealth(circuit, sharedHealth),
    ...{ clock, random, newId, announce },
  });
  const tools = {
    ...sharedTools(clock),
    pools: simulatedConnections(process, stage.upstreams),
  };
  const calls: CallDependencies = {
    ...{ clock, random, log, metrics, gate, tools },
    steps: new DynamoDbStepStore(dynamoDb, stageNames.events, clock),
    credentials: createCredentialSource({
      secrets: { read: () => Promise.reject(new Error('No secret is simulated.')) },
      store: dynamoDbTokenStore(dynamoDb, stageNames.events),
      ...{ clock, random, log, newId, pools: tools.pools },
    }),
  };
  const queueUrl = stageNames.queuePrefix + integration.name;
  const batch: BatchDependencies = {
    integration: integration.name,
    runHandler: runHandle(integration, calls),
    gate,
    maxAttempts: limitsOf(integration).maxAttempts,
    replaySuspected: 'report',
    whenUpstreamDown: integration.whenUpstreamDown ?? 'pause',
    once: powertoolsOnce(dynamoDb, stageNames.idempotency, { clock, random }),
    records: new DynamoDbEventRecords(dynamoDb, stageNames.events, clock),
    deadLetters: new DynamoDbDeadLetterIndex(dynamoDb, stageNames.events, clock),
    archive: new S3DeadLetterArchive(s3, stageNames.bucket),
    bodies: new S3BodyStore(s3),
    queue: new SqsEventQueue(sqs, integration.name, {
      queue: queueUrl,
      deadLetterQueue: stageNames.deadLetterQueuePrefix + integration.name,
      holdQueuePrefix: stageNames.holdQueuePrefix,
    }),
    waitingNotes: new WaitingNotes(
      new DynamoDbWaitingIndex(dynamoDb, stageNames.events),
      integration.name,
      clock,
      log,
    ),
    ...{ clock, random, newId, log, metrics },
  };
  const probing: ProbeDependencies = {
    ...{ upstreams, breakers, announce, calls, newId, integration: integration.name },
  };
  const pausedQueue = new SqsPausedQueue(sqs, queueUrl);
  return async (event, context) => {
    const leaseEnds = clock.now() + context.getRemainingTimeInMillis();
    if ('probe' in event) return probeUpstream(event.probe, leaseEnds, probing);
    if ('expire' in event) return expireWaiting(leaseEnds, { queue: pausedQueue, batch });
    const records = event.map(({ content, ...message }) => ({
      ...message,
      ...waitIn(content.attributes ?? {}, message.sentAt),
      text: content.text,
    }));
    const kept = await processBatch(records, leaseEnds, batch);
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
