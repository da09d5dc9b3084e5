import { readIgnored } from '../ignored/dynamodb-ignored-events.ts';
import { QueueWatches } from '../governor/queue-watches.ts';
import { DynamoDbWaitingIndex } from '../waiting/dynamodb-waiting-index.ts';
import { DeadLetterOffice } from './dead-letter-office.ts';
import { statusOf } from './integration-status.ts';
import type { IntegrationStatus, MappingState, SecretProblems } from './integration-status.ts';
import type { IntegrationIdentity } from './read-identity.ts';
import { readIntegration } from './read-integration.ts';
import type { StatusSources } from './read-integration.ts';
import { sideBySide } from './side-by-side.ts';
import type { StageHandles } from './stage-handles.ts';
import type { StageHolds } from './stage-holds.ts';
import type { BreakerReading } from './breaker-row.ts';
import { countMessages } from '../governor/sqs-queues.ts';

export interface StageLook {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly identityOf: (integration: string) => Promise<IntegrationIdentity>;
  readonly mappingOf: (integration: string) => MappingState;
  readonly holds: StageHolds;
  /** What is wrong with an integration's secrets. @default nobody looks at them */
  readonly secretsOf?: (integration: string) => Promise<SecretProblems | undefined>;
  /** Whether an event is done. @default nobody asks */
  readonly isDone?: StatusSources['isDone'];
  /** Dead letters of one integration that are read at the most. @default all */
  readonly mostLetters?: number;
  /**
   * What is shown of an integration that cannot be looked at.
   * @default nothing is shown of any: the error is thrown
   */
  readonly onError?: (integration: string, error: unknown) => IntegrationStatus;
  /** Told after each integration. */
  readonly onProgress?: (done: number) => void;
}

/** Looks at each of these integrations of a stage. Receives nothing and changes nothing. */
export async function readStage(
  stage: StageHandles,
  integrations: readonly string[],
  look: StageLook,
): Promise<IntegrationStatus[]> {
  const sources: StatusSources = {
    sqs: stage.sqs,
    book: new DeadLetterOffice(stage).book,
    watches: new QueueWatches(stage.dynamoDb, stage.names.eventTable),
    waiting: new DynamoDbWaitingIndex(stage.dynamoDb, stage.names.eventTable),
    mostLetters: look.mostLetters ?? Infinity,
    ignored: (name) => readIgnored(stage.dynamoDb, stage.names.eventTable, name, look.now),
    ...(look.isDone !== undefined && { isDone: look.isDone }),
  };
  const found = new Map<string, IntegrationStatus>();
  await sideBySide(integrations, async (name) => {
    found.set(name, await lookAt(name, stage, sources, look));
    look.onProgress?.(found.size);
  });
  return integrations.flatMap((name) => found.get(name) ?? []);
}

async function lookAt(
  name: string,
  stage: StageHandles,
  sources: StatusSources,
  { now, identityOf, mappingOf, holds, secretsOf, onError }: StageLook,
): Promise<IntegrationStatus> {
  try {
    const identity = await identityOf(name);
    const breakers = await withHeldEvents(await holds.breakersOf(identity.upstreams), stage, now);
    const held = await holds.heldBy(name, identity.upstreams);
    const secrets = await secretsOf?.(name);
    const reading = await readIntegration(
      {
        name,
        queueUrl: await stage.queueUrl(name),
        deadLetterQueueUrl: await stage.deadLetterQueueUrl(name),
        mapping: mappingOf(name),
      },
      sources,
      now,
    );
    return statusOf({ ...reading, ...identity, breakers, held, secrets }, now);
  } catch (error) {
    if (onError === undefined) throw error;
    return onError(name, error);
  }
}

/** Counts what waits for an upstream that holds events. One that cannot be counted hides nothing else. */
async function withHeldEvents(
  breakers: readonly BreakerReading[],
  stage: StageHandles,
  now: number,
): Promise<BreakerReading[]> {
  return Promise.all(
    breakers.map(async (breaker) => {
      const { upstream, state, throttledUntil = 0, drainingUntil = 0 } = breaker;
      if (state === 'closed' && Math.max(throttledUntil, drainingUntil) <= now) return breaker;
      try {
        const { visible, inFlight } = await countMessages(
          stage.sqs,
          await stage.holdQueueUrl(upstream),
        );
        return { ...breaker, heldEvents: visible + inFlight };
      } catch {
        return breaker;
      }
    }),
  );
}
