import { dayMs, expiresWaitingAfterDays } from '../event/lifetimes.ts';
import { inBatches } from '../operations/in-batches.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { atOnce, nameOf } from './look-around.ts';
import type { IntegrationPlan, RunPlan } from './plan-run.ts';
import type { Expiry } from './ports.ts';

export interface Expiring {
  readonly expiry: Expiry;
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
  const { expiry, clock, log } = world;
  const held = integrations.filter((plan) => isHeldLong(plan, clock.now()));
  await inBatches(held, atOnce, async (some) => {
    await Promise.all(
      some.map(async ({ view }) => {
        const integration = view.integration.name;
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

/** Nobody reads its queue, and nobody is about to. */
function isHeldLong({ view, wanted, heldSince = Infinity }: IntegrationPlan, now: number): boolean {
  const isUnread = view.mapping?.state === 'disabled' && wanted?.kind !== 'enabled';
  return isUnread && now - heldSince >= heldLongMs;
}
