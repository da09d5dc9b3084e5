import { dayMs, expiresWaitingAfterDays } from '../event/lifetimes.ts';
import { inBatches } from '../operations/in-batches.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { WaitingIndex } from '../waiting/waiting-event.ts';
import { atOnce, nameOf } from './look-around.ts';
import { isMappingWrong } from './next-notes.ts';
import type { IntegrationPlan, RunPlan } from './plan-run.ts';
import type { Expiry } from './ports.ts';

export interface Expiring {
  readonly expiry: Expiry;
  readonly index: Pick<WaitingIndex, 'oldest'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A day before the first event may expire: when a hold began is known to some hours only. */
const heldLongMs = (expiresWaitingAfterDays - 1) * dayMs;

/**
 * Has events dead-lettered that are about to outlive their queue. Where a mapping works, the processor sees
 * to that when it receives them; a queue that is held receives nothing, and SQS would drop them without
 * a word.
 */
export async function expireHeld({ integrations }: RunPlan, world: Expiring): Promise<void> {
  const { expiry, log } = world;
  await inBatches(integrations.filter(isUnread), atOnce, async (some) => {
    await Promise.all(
      some.map(async (plan) => {
        const integration = plan.integration.name;
        if (!(await maySoonExpire(plan, world))) return;
        try {
          await expiry.begin(integration);
        } catch (error) {
          log.error('A processor could not be told to look for events that waited too long', {
            ...{ integration, error: nameOf(error) },
          });
        }
      }),
    );
  });
}

/** Nobody reads its queue, and nobody is about to: it is held, or Lambda does not do what it was told. */
function isUnread(plan: IntegrationPlan): boolean {
  const { mapping, wanted } = plan;
  if (mapping?.state === 'enabled') return false;
  const isStopped = mapping?.state === 'disabled' && wanted.kind !== 'enabled';
  return isStopped || isMappingWrong(plan);
}

/** An event that came back before the hold may be older than the hold is: the index knows of those. */
async function maySoonExpire(
  { integration: { name: integration }, stop }: IntegrationPlan,
  { index, clock, log }: Expiring,
): Promise<boolean> {
  const now = clock.now();
  if (stop !== undefined && now - stop.since >= heldLongMs) return true;
  try {
    const { events } = await index.oldest(integration);
    return events.some(({ sentAt }) => now - sentAt >= heldLongMs);
  } catch (error) {
    log.warn('Nobody knows how old the events of a held queue are', {
      ...{ integration, error: nameOf(error) },
    });
    return false;
  }
}
