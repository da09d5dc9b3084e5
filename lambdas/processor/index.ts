import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import integration from '#integration';
import { announcer } from '../breaker/announcer.ts';
import { BreakerGate } from '../breaker/breaker-gate.ts';
import { DynamoDbBreakerStore } from '../breaker/dynamodb-breaker-store.ts';
import { DynamoDbSlotStore } from '../breaker/dynamodb-slot-store.ts';
import { FallbackBreakerStore } from '../breaker/fallback-breaker-store.ts';
import { SharedHealth } from '../breaker/shared-health.ts';
import { breakerClientSettings } from '../breaker/breaker-client-settings.ts';
import { limitsOf } from '../contract/integration-limits.ts';
import { upstreamsOf } from '../contract/upstreams-of.ts';
import { DynamoDbDeadLetterIndex } from '../dead-letters/dynamodb-dead-letter-index.ts';
import { S3DeadLetterArchive } from '../dead-letters/s3-dead-letter-archive.ts';
import { DynamoDbIgnoredEvents } from '../ignored/dynamodb-ignored-events.ts';
import { awsClientSettings } from '../runtime/aws-client-settings.ts';
import { optionalEnvironment, requiredEnvironment } from '../runtime/environment.ts';
import { powertoolsLog } from '../runtime/logger.ts';
import { powertoolsMetrics } from '../runtime/powertools-metrics.ts';
import { systemClock as clock, systemRandom as random } from '../runtime/system-clock.ts';
import { createCredentialSource } from '../upstream/credentials/create-credential-source.ts';
import { dynamoDbTokenStore } from '../upstream/credentials/dynamodb-token-store.ts';
import { secretsManagerReader } from '../upstream/credentials/secret-reader.ts';
import { DynamoDbStepStore } from '../upstream/dynamodb-step-store.ts';
import { sharedTools } from '../upstream/shared-tools.ts';
import { DynamoDbWaitingIndex } from '../waiting/dynamodb-waiting-index.ts';
import { DynamoDbEventRecords } from './dynamodb-event-records.ts';
import { expireWaiting, type ExpireReport, type ExpireRequest } from './expire-waiting.ts';
import { forwardSecret } from './forward-secret.ts';
import { runForward } from './forward.ts';
import { probeUpstream, type ProbeDependencies } from './probe-upstream.ts';
import type { ProbeReport, ProbeRequest } from './probe-report.ts';
import { processBatch } from './process-batch.ts';
import type { BatchDependencies } from './process-batch.ts';
import { runHandle } from './run-handler.ts';
import type { CallDependencies, RunHandler } from './run-handler.ts';
import { powertoolsOnce, refuseDisabledIdempotency } from './run-once.ts';
import { S3BodyStore } from './s3-body-store.ts';
import { SqsEventQueue } from './sqs-event-queue.ts';
import { SqsPausedQueue } from './sqs-paused-queue.ts';
import { toQueueRecord } from './sqs-event.ts';
import { WaitingNotes } from './waiting-notes.ts';

refuseDisabledIdempotency(optionalEnvironment('POWERTOOLS_IDEMPOTENCY_DISABLED'));

const dynamoDb = new DynamoDBClient(awsClientSettings);
const s3 = new S3Client(awsClientSettings);
const secretsManager = new SecretsManagerClient(awsClientSettings);
const stage = requiredEnvironment('STAGE');
const eventTable = requiredEnvironment('EVENT_TABLE');
const log = powertoolsLog();
const metrics = powertoolsMetrics({
  namespace: `Breakwater/${stage}`,
  service: 'processor',
  clock,
});

const breakerClient = new DynamoDBClient(breakerClientSettings);
const breakerTable = requiredEnvironment('BREAKER_TABLE');
const breakers = new DynamoDbBreakerStore(breakerClient, breakerTable);
const announce = announcer({
  events: new EventBridgeClient(awsClientSettings),
  marks: breakers,
  stage,
  log,
  metrics,
});
const sharedHealth = {
  slots: new DynamoDbSlotStore(breakerClient, breakerTable),
  // Slots list environments by it: as short as two of a fleet can hardly share.
  environment: randomUUID().slice(0, 4),
  clock,
  random,
  onFailure: warnOfBreakers,
};
const upstreams = upstreamsOf(integration);
const gate = new BreakerGate(upstreams, {
  store: new FallbackBreakerStore(breakers, { clock, random }, warnOfBreakers),
  healthOf: (circuit) => new SharedHealth(circuit, sharedHealth),
  clock,
  random,
  newId: randomUUID,
  announce,
});
const secrets = secretsManagerReader(secretsManager, `breakwater/${stage}/upstream/`, clock);
const tools = sharedTools(clock);
const calls: CallDependencies = {
  clock,
  // At a local endpoint, all environments share the clock of one machine.
  ...(optionalEnvironment('AWS_ENDPOINT_URL') !== undefined && { clockSkewMs: 0 }),
  random,
  log,
  metrics,
  steps: new DynamoDbStepStore(dynamoDb, eventTable, clock),
  credentials: createCredentialSource({
    secrets,
    store: dynamoDbTokenStore(dynamoDb, eventTable),
    clock,
    random,
    log,
    pools: tools.pools,
    newId: randomUUID,
  }),
  gate,
  tools,
};

// Queue URLs of a local endpoint may name another host than the one that is reached from here.
const sqs = new SQSClient({ ...awsClientSettings, useQueueUrlAsEndpoint: false });
const queueUrl = requiredEnvironment('QUEUE_URL');
const dependencies: BatchDependencies = {
  integration: integration.name,
  runHandler: runHandlerOf(),
  gate,
  ...(integration.types !== undefined && {
    eventTypes: {
      types: integration.types,
      ignored: new DynamoDbIgnoredEvents(
        dynamoDb,
        { idempotency: requiredEnvironment('IDEMPOTENCY_TABLE'), events: eventTable },
        clock,
      ),
    },
  }),
  maxAttempts: limitsOf(integration).maxAttempts,
  whenUpstreamDown: integration.whenUpstreamDown ?? 'pause',
  replaySuspected: integration.verification?.replaySuspected ?? 'report',
  once: powertoolsOnce(dynamoDb, requiredEnvironment('IDEMPOTENCY_TABLE'), { clock, random }),
  records: new DynamoDbEventRecords(dynamoDb, eventTable, clock),
  deadLetters: new DynamoDbDeadLetterIndex(dynamoDb, eventTable, clock),
  archive: new S3DeadLetterArchive(s3, requiredEnvironment('BODY_BUCKET')),
  bodies: new S3BodyStore(s3),
  queue: new SqsEventQueue(sqs, integration.name, {
    queue: queueUrl,
    deadLetterQueue: requiredEnvironment('DEAD_LETTER_QUEUE_URL'),
    holdQueuePrefix: requiredEnvironment('HOLD_QUEUE_URL_PREFIX'),
  }),
  waitingNotes: new WaitingNotes(
    new DynamoDbWaitingIndex(dynamoDb, eventTable),
    integration.name,
    clock,
    log,
  ),
  clock,
  random,
  newId: randomUUID,
  log,
  metrics,
};

function warnOfBreakers(error: unknown): void {
  log.warn('The breakers cannot be reached; this environment goes by what it sees itself', {
    error: error instanceof Error ? error.name : typeof error,
  });
}

function runHandlerOf(): RunHandler {
  if (integration.forward === undefined) return runHandle(integration, calls);
  const secret = forwardSecret(secretsManager, requiredEnvironment('FORWARD_SECRET'), clock);
  return runForward(integration, secret, calls);
}

const probing: ProbeDependencies = {
  upstreams,
  breakers,
  announce,
  integration: integration.name,
  calls,
  newId: randomUUID,
};
const pausedQueue = new SqsPausedQueue(sqs, queueUrl);

/** Events of the queue; or what the governor asks where nobody reads it. */
export async function handler(
  event: SQSEvent | ProbeRequest | ExpireRequest,
  context: Context,
): Promise<SQSBatchResponse | ProbeReport | ExpireReport> {
  const leaseEnds = clock.now() + context.getRemainingTimeInMillis();
  if ('probe' in event) return probeUpstream(event.probe, leaseEnds, probing);
  if ('expire' in event) {
    return expireWaiting(leaseEnds, { queue: pausedQueue, batch: dependencies });
  }
  const kept = await processBatch(event.Records.map(toQueueRecord), leaseEnds, dependencies);
  return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
}
