import { LambdaClient } from '@aws-sdk/client-lambda';
import type { IntegrationStatus } from '../../lambdas/operations/integration-status.ts';
import { readIdentity } from '../../lambdas/operations/read-identity.ts';
import { readMappings } from '../../lambdas/operations/read-mappings.ts';
import { readStage, type StageLook } from '../../lambdas/operations/read-stage.ts';
import type { StageHolds } from '../../lambdas/operations/stage-holds.ts';
import { integrationNames } from '../../lib/names.ts';
import { BreakerDesk } from './breaker-desk.ts';
import { EventStates } from './event-states.ts';
import type { StageAccess } from './stage-access.ts';

export interface StatusOptions {
  /** What is wrong with an integration's secrets; undefined if that is unknown. */
  readonly secretsOf: NonNullable<StageLook['secretsOf']>;
  readonly onProgress: (done: number) => void;
}

/** Looks at each integration of a stage, in alphabetical order. */
export async function readStatus(
  stage: StageAccess,
  integrations: readonly string[],
  now: number,
  { secretsOf, onProgress }: StatusOptions,
): Promise<IntegrationStatus[]> {
  const lambda = new LambdaClient(stage.config);
  const processorOf = (name: string) => integrationNames(stage.stage, name).processorFunction;
  const mappings = await readMappings(lambda);
  const states = new EventStates(stage.config, stage.stage);
  return readStage(stage, integrations, {
    now,
    identityOf: (name) => readIdentity(lambda, processorOf(name)),
    mappingOf: (name) => mappings.get(processorOf(name)) ?? 'missing',
    holds: holdsOf(stage, now),
    secretsOf,
    isDone: (integration, eventId) => states.isDone(integration, eventId),
    onProgress,
  });
}

/** What makes events of a stage wait on purpose. */
export function holdsOf(stage: StageAccess, now: number): StageHolds {
  return new BreakerDesk(stage).holds(now);
}
