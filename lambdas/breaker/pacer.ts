import type { Pace } from './snapshot.ts';

/** Longest wait inside a run: waiting there is paid for, and the queue waits for nothing. */
const longestSleepMs = 3_000;

/** Spreads one environment's calls so that they keep to the pace that the governor has set. */
export class Pacer {
  #nextAt = 0;

  /**
   * @returns how long to sleep before the call, or from when on (ms since the epoch) a call should be
   *   tried again where that is too long
   */
  take(
    pace: Pace | undefined,
    now: number,
  ):
    | { readonly kind: 'sleep'; readonly ms: number }
    | { readonly kind: 'later'; readonly at: number } {
    if (pace === undefined || pace.until <= now) {
      this.#nextAt = 0;
      return { kind: 'sleep', ms: 0 };
    }
    const at = Math.max(now, this.#nextAt);
    if (at - now > longestSleepMs) return { kind: 'later', at };
    this.#nextAt = at + 1_000 / pace.callsPerSecond;
    return { kind: 'sleep', ms: at - now };
  }
}
