import type { Random } from '../../../lambdas/runtime/clock.ts';

/** What is wrong with the upstream from some moment on. */
export type FaultName =
  | 'healthy'
  | 'hard'
  | 'timeouts-10s'
  | 'errors-60'
  | 'errors-30'
  | 'bad-environments-10'
  | 'blip-3s';

/** How one call goes. */
export interface Course {
  readonly result: 'alive' | 'failed';
  readonly afterMs: number;
}

interface Call {
  /** Since the fault began. */
  readonly sinceMs: number;
  /** Of the environment that calls, in [0, 1): its place among all. */
  readonly place: number;
}

export function courseOf(fault: FaultName, { sinceMs, place }: Call, random: Random): Course {
  const afterMs = 100 + 200 * random();
  const failsWith = (chance: number): Course => ({
    result: random() < chance ? 'failed' : 'alive',
    afterMs,
  });
  if (sinceMs < 0) return failsWith(0);
  switch (fault) {
    case 'healthy':
      return failsWith(0);
    case 'hard':
      return failsWith(1);
    case 'timeouts-10s':
      return { result: 'failed', afterMs: 10_000 };
    case 'errors-60':
      return failsWith(0.6);
    case 'errors-30':
      return failsWith(0.3);
    case 'bad-environments-10':
      return failsWith(place < 0.1 ? 1 : 0);
    case 'blip-3s':
      return failsWith(sinceMs < 3_000 ? 1 : 0);
  }
}
