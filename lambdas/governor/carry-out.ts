import type { BreakerStore } from '../breaker/breaker-store.ts';
import { inBatches } from '../operations/in-batches.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log, LogFields } from '../runtime/log.ts';
import { atOnce, nameOf } from './look-around.ts';
import { isAsWanted } from './mapping.ts';
import { resumingUpstreams, type IntegrationPlan, type RunPlan } from './plan-run.ts';
import { drainMs } from './plan-release.ts';
import type { Mappings } from './ports.ts';

export interface CarryingOut {
  readonly breakers: BreakerStore;
  readonly mappings: Mappings;
  /** False where the run has lost its lease: another one acts by now. */
  readonly mayAct: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Does what a run has decided. Before a mapping is enabled, events are told to wait in line, so that what has
 * piled up does not reach an upstream all at once.
 */
export async function carryOut(plan: RunPlan, world: CarryingOut): Promise<void> {
  const unprotected = await beginDraining(plan, world);
  await inBatches(plan.integrations, atOnce, async (some) => {
    await Promise.all(some.map((one) => setMapping(one, unprotected, world)));
  });
}

/** @returns upstreams of resumed integrations for which it could not be begun */
async function beginDraining(
  plan: RunPlan,
  { breakers, mayAct, clock, log }: CarryingOut,
): Promise<ReadonlySet<string>> {
  const unprotected = new Set<string>();
  await Promise.all(
    [...resumingUpstreams(plan)].map(async (upstream) => {
      if (!mayAct()) return;
      try {
        await breakers.setDraining(upstream, clock.now() + drainMs);
      } catch (error) {
        unprotected.add(upstream);
        log.warn('Events could not be told to wait in line', { upstream, error: nameOf(error) });
      }
    }),
  );
  return unprotected;
}

async function setMapping(
  { integration, mapping, pause, wanted }: IntegrationPlan,
  unprotected: ReadonlySet<string>,
  { mappings, mayAct, log }: CarryingOut,
): Promise<void> {
  if (mapping === undefined || isAsWanted(mapping, wanted)) return;
  // Lambda takes no order before the last one is carried out.
  if (mapping.state === 'changing' || !mayAct()) return;
  if (wanted.kind === 'enabled' && integration.upstreams.some((one) => unprotected.has(one))) {
    return;
  }
  const fields: LogFields = {
    integration: integration.name,
    was: mapping.state,
    wanted: wanted.kind,
    concurrency: wanted.kind === 'enabled' ? wanted.maximumConcurrency : undefined,
    ...(pause !== undefined && { by: pause.by, reason: pause.reason }),
  };
  try {
    const answer = await mappings.set(mapping, wanted);
    if (answer === 'accepted') log.warn('Mapping changed', fields);
    else log.info('Lambda is not ready to change a mapping', fields);
  } catch (error) {
    log.error('A mapping could not be changed', { ...fields, error: nameOf(error) });
  }
}
