import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, Random } from './clock.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(durationMs, signal) {
    try {
      await wait(durationMs, undefined, signal && { signal });
    } catch (error) {
      // node:timers wraps the reason in an AbortError of its own.
      signal?.throwIfAborted();
      throw error;
    }
  },
};

/** From the system's entropy: two environments started at once must not mint the same ids. */
export const systemRandom: Random = () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48;
