import type { Clock, Random } from '../runtime/clock.ts';
import { BodyMissingError } from './body-store.ts';
import { ParkError } from './event-errors.ts';

export interface StoreWait {
  readonly clock: Clock;
  readonly random: Random;
}

/** How long an event waits for a store of ours: half a minute to a minute. */
export const storeRetryMs = (random: Random): number => 30_000 * (1 + random());

/** A table, bucket or secret of ours that does not answer is not the event's fault: it loses no attempt. */
export async function waitForStore<Result>(
  call: () => Promise<Result>,
  { clock, random }: StoreWait,
): Promise<Result> {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof BodyMissingError) throw cause;
    const message = 'A table, bucket or secret of Breakwater did not answer.';
    throw new ParkError('StoreUnavailable', message, clock.now() + storeRetryMs(random), { cause });
  }
}
