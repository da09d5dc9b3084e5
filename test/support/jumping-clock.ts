import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import type { Clock } from '../../lambdas/runtime/clock.ts';

/** The machine's clock, which a test can set forward: for real sockets and long waits at once. */
export interface JumpingClock extends Clock {
  jumpTo(time: number): void;
}

export function jumpingClock(): JumpingClock {
  let ahead = 0;
  const now = () => systemClock.now() + ahead;
  return {
    now,
    sleep: (durationMs, signal) => systemClock.sleep(durationMs, signal),
    jumpTo(time) {
      ahead += Math.max(0, time - now());
    },
  };
}
