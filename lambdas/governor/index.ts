import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import fleet from '#fleet';
import { announcer, publishChange, tellOfChange } from '../breaker/announcer.ts';
import { breakerChangedType } from '../breaker/change-event.ts';
import { DynamoDbBreakerStore } from '../breaker/dynamodb-breaker-store.ts';
import { DynamoDbDeadLetterBook } from '../operations/dynamodb-dead-letter-book.ts';
import { awsClientSettings } from '../runtime/aws-client-settings.ts';
import { requiredEnvironment } from '../runtime/environment.ts';
import { powertoolsLog } from '../runtime/logger.ts';
import { powertoolsMetrics } from '../runtime/powertools-metrics.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import { DynamoDbWaitingIndex } from '../waiting/dynamodb-waiting-index.ts';
import { DynamoDbGovernorRecord } from './dynamodb-governor-record.ts';
import { DynamoDbPauses } from './dynamodb-pauses.ts';
import { LambdaExpiry } from './lambda-expiry.ts';
import { LambdaMappings } from './lambda-mappings.ts';
import { LambdaProbes, probeClientSettings } from './lambda-probes.ts';
import { oldestDeadAt } from './oldest-dead-letter.ts';
import { QueueWatches } from './queue-watches.ts';
import { runGovernor, type GovernorDependencies } from './run-governor.ts';
import { SqsHoldQueues } from './sqs-hold-queues.ts';
import { SqsQueues } from './sqs-queues.ts';

const stage = requiredEnvironment('STAGE');
const eventTable = requiredEnvironment('EVENT_TABLE');
const breakerTable = requiredEnvironment('BREAKER_TABLE');
const processorPrefix = requiredEnvironment('PROCESSOR_PREFIX');
const dynamoDb = new DynamoDBClient(awsClientSettings);
const events = new EventBridgeClient(awsClientSettings);
const log = powertoolsLog();
const metricsOf = (service: 'governor' | 'processor') =>
  powertoolsMetrics({ namespace: `Breakwater/${stage}`, service, clock });
const metrics = metricsOf('governor');
// What a person has changed is counted where the changes that processors make are.
const changes = metricsOf('processor');
const lambda = new LambdaClient(awsClientSettings);
const breakers = new DynamoDbBreakerStore(dynamoDb, breakerTable);
const announce = announcer({ events, marks: breakers, stage, log, metrics: changes });
const book = new DynamoDbDeadLetterBook(dynamoDb, eventTable, clock);

// Queue URLs of a local endpoint may name another host than the one that is reached from here.
const sqs = new SQSClient({ ...awsClientSettings, useQueueUrlAsEndpoint: false });
const queuePrefix = requiredEnvironment('QUEUE_URL_PREFIX');

const dependencies: GovernorDependencies = {
  fleet,
  breakers,
  marks: breakers,
  pauses: new DynamoDbPauses(dynamoDb, breakerTable),
  record: new DynamoDbGovernorRecord(dynamoDb, breakerTable),
  mappings: new LambdaMappings(lambda, processorPrefix),
  expiry: new LambdaExpiry(lambda, processorPrefix),
  probes: new LambdaProbes(new LambdaClient(probeClientSettings), processorPrefix),
  queues: new SqsQueues(sqs, {
    queue: queuePrefix,
    deadLetterQueue: requiredEnvironment('DEAD_LETTER_QUEUE_URL_PREFIX'),
  }),
  holdQueues: new SqsHoldQueues(sqs, {
    holdQueue: requiredEnvironment('HOLD_QUEUE_URL_PREFIX'),
    queue: queuePrefix,
  }),
  index: new DynamoDbWaitingIndex(dynamoDb, eventTable),
  watches: new QueueWatches(dynamoDb, eventTable),
  letters: { oldestDeadAt: (integration) => oldestDeadAt(book, integration) },
  async announce(...change) {
    await announce(...change);
    changes.flush();
  },
  announcements: {
    tell(circuit, change) {
      tellOfChange(circuit, change, { log, metrics: changes });
      changes.flush();
    },
    publish: (circuit, change) => publishChange(events, stage, circuit, change),
  },
  clock,
  newId: randomUUID,
  log,
  metrics,
};

/** Once a minute, and when a breaker has changed. */
export async function handler(event: { readonly 'detail-type'?: string }): Promise<void> {
  const isChange = event['detail-type'] === breakerChangedType;
  await runGovernor(dependencies, isChange ? 'change' : 'schedule');
}
