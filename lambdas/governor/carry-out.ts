import type { BreakerStore } from '../breaker/breaker-store.ts';
import { inBatches } from '../operations/in-batches.ts';
import type { Log, LogFields } from '../runtime/log.ts';
import { atOnce, nameOf } from './look-around.ts';
import type { IntegrationPlan, RunPlan } from './plan-run.ts';
import type { Mappings } from './ports.ts';
import { isAsWanted, type Stand } from './stand.ts';

export interface CarryingOut {
  readonly breakers: BreakerStore;
  readonly mappings: Mappings;
  /** False where the run has lost its lease: another one acts by now. */
  readonly mayAct: () => boolean;
  readonly log: Log;
}

/**
 * Does what a run has decided. First how fast upstreams may be called, then the mappings, so that nobody
 * is let go before the bound stands.
 */
export async function carryOut(plan: RunPlan, world: CarryingOut): Promise<void> {
  const unbound = await setPaces(plan, world);
  await inBatches(plan.integrations, atOnce, async (some) => {
    await Promise.all(some.map((one) => setMapping(one, unbound, world)));
  });
}

/** @returns upstreams whose bound could not be set */
async function setPaces(
  { upstreams }: RunPlan,
  { breakers, mayAct, log }: CarryingOut,
): Promise<ReadonlySet<string>> {
  const unbound = new Set<string>();
  await inBatches(upstreams, atOnce, async (some) => {
    await Promise.all(
      some.map(async ({ view, pace }) => {
        const { name } = view.upstream;
        if (pace === undefined || !mayAct()) return;
        try {
          await breakers.setPace(name, pace === 'none' ? undefined : pace);
        } catch (error) {
          unbound.add(name);
          log.warn('The pace of an upstream could not be set', {
            ...{ upstream: name, error: nameOf(error) },
          });
        }
      }),
    );
  });
  return unbound;
}

async function setMapping(
  { view: { integration, mapping }, stand, wanted }: IntegrationPlan,
  unbound: ReadonlySet<string>,
  { mappings, mayAct, log }: CarryingOut,
): Promise<void> {
  if (mapping === undefined || wanted === undefined || isAsWanted(mapping, wanted)) return;
  // Lambda takes no order before the last one is carried out.
  if (mapping.state === 'changing' || !mayAct()) return;
  if (wanted.kind === 'enabled' && integration.upstreams.some((one) => unbound.has(one))) return;
  const fields: LogFields = {
    integration: integration.name,
    was: mapping.state,
    wanted: wanted.kind,
    concurrency: wanted.kind === 'enabled' ? wanted.maximumConcurrency : undefined,
    ...why(stand),
  };
  try {
    const answer = await mappings.set(mapping, wanted);
    if (answer === 'accepted') log.warn('Mapping changed', fields);
    else log.info('Lambda is not ready to change a mapping', fields);
  } catch (error) {
    log.error('A mapping could not be changed', { ...fields, error: nameOf(error) });
  }
}

/** For people who read the log. */
function why(stand: Stand): LogFields {
  switch (stand.kind) {
    case 'stopped-by-person':
      return { because: stand.kind, by: stand.pause.by, reason: stand.pause.reason };
    case 'stopped-by-breaker':
    case 'trying':
      return { because: stand.kind, upstream: stand.upstream };
    case 'running':
    case 'catching-up':
    case 'unknown':
      return { because: stand.kind };
  }
}
