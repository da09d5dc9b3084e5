import { LambdaClient } from '@aws-sdk/client-lambda';
import { QueueWatches } from '../../lambdas/governor/queue-watches.ts';
import { statusOf } from '../../lambdas/operations/integration-status.ts';
import type { IntegrationStatus } from '../../lambdas/operations/integration-status.ts';
import { readIntegration } from '../../lambdas/operations/read-integration.ts';
import type { StatusSources } from '../../lambdas/operations/read-integration.ts';
import type { StageHolds } from '../../lambdas/operations/stage-holds.ts';
import { DynamoDbWaitingIndex } from '../../lambdas/waiting/dynamodb-waiting-index.ts';
import { integrationNames } from '../../lib/names.ts';
import { BreakerDesk } from './breaker-desk.ts';
import { DeadLetterOffice } from './dead-letter-office.ts';
import type { StageAccess } from './stage-access.ts';

/** Integrations looked at side by side: AWS throttles who asks for a hundred at once. */
const atOnce = 8;

/** Looks at each integration of a stage, in alphabetical order. */
export async function readStatus(
  stage: StageAccess,
  integrations: readonly string[],
  now: number,
  onProgress: (done: number) => void,
): Promise<IntegrationStatus[]> {
  const sources: StatusSources = {
    sqs: stage.sqs,
    lambda: new LambdaClient(stage.config),
    book: new DeadLetterOffice(stage).book,
    watches: new QueueWatches(stage.dynamoDb, stage.names.eventTable),
    waiting: new DynamoDbWaitingIndex(stage.dynamoDb, stage.names.eventTable),
  };
  const holds = holdsOf(stage, now);
  const found = new Map<string, IntegrationStatus>();
  const waiting = [...integrations];
  const look = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const reading = await readIntegration(
        {
          name,
          queueUrl: await stage.queueUrl(name),
          deadLetterQueueUrl: await stage.deadLetterQueueUrl(name),
          processorFunction: integrationNames(stage.stage, name).processorFunction,
        },
        sources,
        now,
      );
      const breakers = await holds.breakersOf(reading.upstreams);
      const held = await holds.heldBy(name, reading.upstreams);
      found.set(name, statusOf({ ...reading, breakers, held }, now));
      onProgress(found.size);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, look));
  return integrations.flatMap((name) => found.get(name) ?? []);
}

/** What makes events of a stage wait on purpose. */
export function holdsOf(stage: StageAccess, now: number): StageHolds {
  return new BreakerDesk(stage).holds(now);
}
