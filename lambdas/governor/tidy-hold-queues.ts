import { dayMs } from '../event/lifetimes.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { nameOf } from './look-around.ts';
import type { RunPlan } from './plan-run.ts';
import type { HoldQueues } from './ports.ts';
import type { Readings } from './readings.ts';
import { releaseExpired, releaseHeld } from './release-held.ts';

export interface Tidying {
  readonly holdQueues: HoldQueues;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Receiving an event that may wait on costs it its place in the line, so a hold queue is not searched at first.
 * An event that comes into it shortly before it expires is found a day late; the queue keeps it for fourteen.
 */
const searchedAfterMs = dayMs;
/** Events a run sends back that wait for an upstream which no integration calls any more. */
const mostLeftovers = 1_000;

/**
 * Keeps events from waiting in a hold queue for ever: sends back what has waited too long, and what waits
 * for an upstream that is gone.
 *
 * @param until milliseconds since the Unix epoch
 */
export async function tidyHoldQueues(
  { fleet }: Pick<Readings, 'fleet'>,
  { heldSince }: Pick<RunPlan, 'heldSince'>,
  until: number,
  { holdQueues, clock, log }: Tidying,
): Promise<void> {
  const called = new Set(fleet.upstreams.map(({ name }) => name));
  await Promise.all(
    [...heldSince].map(async ([name, since]) => {
      try {
        if (!called.has(name)) await releaseHeld(holdQueues, name, mostLeftovers);
        else if (clock.now() - since >= searchedAfterMs)
          await releaseExpired(holdQueues, name, clock.now(), () => clock.now() < until);
      } catch (error) {
        log.warn('A hold queue could not be tidied', { upstream: name, error: nameOf(error) });
      }
    }),
  );
}
