import type { Clock, Random } from '../runtime/clock.ts';
import { ParkError } from './event-errors.ts';

/** How long what a newer version wrote waits for the deploy that can read it, before jitter. */
const waitMs = 15 * 60_000;

/**
 * A newer version has written something that this code cannot read: during a deployment, or after one was
 * taken back. No attempt helps and none is used up; the event waits.
 *
 * @param what begins the message: `Message version 2`
 */
export function newerVersion(
  what: string,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): ParkError {
  return new ParkError(
    'NewerVersion',
    `${what} waits for a newer processor.`,
    clock.now() + waitMs * (1 + random()),
  );
}
