import type { TripRule } from './breaker-event.ts';

/** How calls ended within some span of time. */
export interface Counts {
  readonly failed: number;
  readonly alive: number;
}

/** The guide's rule: half of all calls within a minute. */
export const failureRateRule = { windowMs: 60_000, share: 0.5, leastCalls: 20 } as const;
/** Nearly all calls of the last seconds: the guide's rule alone takes half a minute to see an upstream that is gone. */
export const hardOutageRule = { windowMs: 6_000, share: 0.8, leastFailed: 5 } as const;

/** Whether an upstream is down, by what was counted in the windows of both rules. */
export function tripRule(lastMinute: Counts, lastSeconds: Counts): TripRule | undefined {
  if (
    lastSeconds.failed >= hardOutageRule.leastFailed &&
    share(lastSeconds) >= hardOutageRule.share
  ) {
    return 'hard-outage';
  }
  const calls = lastMinute.failed + lastMinute.alive;
  return calls >= failureRateRule.leastCalls && share(lastMinute) >= failureRateRule.share
    ? 'failure-rate'
    : undefined;
}

function share({ failed, alive }: Counts): number {
  return failed + alive === 0 ? 0 : failed / (failed + alive);
}
