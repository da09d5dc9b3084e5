import { announcer, publishChange, tellOfChange } from '../../lambdas/breaker/announcer.ts';
import { DynamoDbBreakerStore } from '../../lambdas/breaker/dynamodb-breaker-store.ts';
import { DynamoDbGovernorRecord } from '../../lambdas/governor/dynamodb-governor-record.ts';
import { DynamoDbPauses } from '../../lambdas/governor/dynamodb-pauses.ts';
import type { Fleet } from '../../lambdas/governor/fleet.ts';
import { LambdaExpiry } from '../../lambdas/governor/lambda-expiry.ts';
import { LambdaMappings } from '../../lambdas/governor/lambda-mappings.ts';
import { oldestDeadAt } from '../../lambdas/governor/oldest-dead-letter.ts';
import { QueueWatches } from '../../lambdas/governor/queue-watches.ts';
import { runGovernor, type GovernorDependencies } from '../../lambdas/governor/run-governor.ts';
import { SqsHoldQueues } from '../../lambdas/governor/sqs-hold-queues.ts';
import { SqsQueues } from '../../lambdas/governor/sqs-queues.ts';
import { DynamoDbDeadLetterBook } from '../../lambdas/operations/dynamodb-dead-letter-book.ts';
import { DynamoDbWaitingIndex } from '../../lambdas/waiting/dynamodb-waiting-index.ts';
import { simulatedDynamoDb } from './services/dynamodb/dynamodb-client.ts';
import {
  simulatedLambda,
  type InvokedFunctions,
  type SimulatedMappings,
} from './services/lambda/lambda-client.ts';
import type { Handler } from './services/lambda/simulated-function.ts';
import { simulatedEventBridge } from './services/simulated-event-bus.ts';
import { simulatedSqs } from './services/sqs/sqs-client.ts';
import { simulatedProbes, type ProbedFunctions } from './simulated-probes.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { stageNames, type SimulatedStage } from './simulated-stage.ts';

/** Tries of `awsClientSettings`. */
const tries = 3;

/** The governor, put together as `lambdas/governor/index.ts` does it. */
export function simulatedGovernor(
  fleet: Fleet,
  stage: SimulatedStage,
  mappings: SimulatedMappings,
  processors: { readonly probed: ProbedFunctions; readonly invoked: InvokedFunctions },
  process: SimulatedProcess,
): Handler<'schedule' | 'change', undefined> {
  const { clock } = process;
  const { newId, log, metrics } = stage;
  const dynamoDb = simulatedDynamoDb(process, stage.tables, tries);
  const events = simulatedEventBridge(process, stage.bus, tries);
  const breakers = new DynamoDbBreakerStore(dynamoDb, stageNames.breakers);
  const book = new DynamoDbDeadLetterBook(dynamoDb, stageNames.events, clock);
  const sqs = simulatedSqs(process, stage.queues, tries);
  const lambda = simulatedLambda(process, mappings, processors.invoked, tries);
  const dependencies: GovernorDependencies = {
    ...{ fleet, breakers, marks: breakers, clock, newId, log, metrics },
    pauses: new DynamoDbPauses(dynamoDb, stageNames.breakers),
    record: new DynamoDbGovernorRecord(dynamoDb, stageNames.breakers),
    mappings: new LambdaMappings(lambda, ''),
    expiry: new LambdaExpiry(lambda, ''),
    probes: simulatedProbes(processors.probed, process),
    queues: new SqsQueues(sqs, {
      queue: stageNames.queuePrefix,
      deadLetterQueue: stageNames.deadLetterQueuePrefix,
    }),
    holdQueues: new SqsHoldQueues(sqs, {
      holdQueue: stageNames.holdQueuePrefix,
      queue: stageNames.queuePrefix,
    }),
    index: new DynamoDbWaitingIndex(dynamoDb, stageNames.events),
    watches: new QueueWatches(dynamoDb, stageNames.events),
    letters: { oldestDeadAt: (integration) => oldestDeadAt(book, integration) },
    announce: announcer({ events, marks: breakers, stage: 'simulation', log, metrics }),
    announcements: {
      tell: (circuit, change) => {
        tellOfChange(circuit, change, { log, metrics });
      },
      publish: (circuit, change) => publishChange(events, 'simulation', circuit, change),
    },
  };
  return async (trigger) => {
    await runGovernor(dependencies, trigger);
    return undefined;
  };
}
