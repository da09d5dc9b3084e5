import type { Clock } from '../../lambdas/runtime/clock.ts';

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** A clock that stands still until the test moves it. */
export interface FakeClock extends Clock {
  /** Moves time forward and wakes whoever slept until then, in the order of their waking times. */
  advance(durationMs: number): Promise<void>;
  /** How many are asleep: lets a test wait for code to reach its pause. */
  sleepers(): number;
}

export function fakeClock(startMs = Date.parse('2026-01-01T00:00:00Z')): FakeClock {
  let now = startMs;
  let sleeping: Sleeper[] = [];

  return {
    now: () => now,
    sleepers: () => sleeping.length,
    sleep(durationMs, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const abort = () => {
          sleeping = sleeping.filter((one) => one !== sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          until: now + durationMs,
          wake() {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        sleeping.push(sleeper);
      });
    },
    async advance(durationMs) {
      const target = now + durationMs;
      for (;;) {
        const next = sleeping
          .filter(({ until }) => until <= target)
          .sort((one, other) => one.until - other.until)[0];
        if (next === undefined) break;
        sleeping = sleeping.filter((one) => one !== next);
        now = Math.max(now, next.until);
        next.wake();
        await settle();
      }
      now = target;
      await settle();
    },
  };
}

/** Lets everything that became ready run, input from sockets not included. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
