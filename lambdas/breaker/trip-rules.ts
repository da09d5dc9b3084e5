import type { TripRule } from './breaker-event.ts';

/** How calls ended within some span of time, as far as the fleet told. */
export interface Counts {
  readonly failed: number;
  readonly alive: number;
  /** Environments that told of any call … */
  readonly environments: number;
  /** … and those among them that told of a failure. */
  readonly failing: number;
}

/** The guide's rule: half of all calls within a minute, and not of one environment alone where there are several. */
export const failureRateRule = {
  windowMs: 60_000,
  share: 0.5,
  leastCalls: 20,
  leastFailing: 2,
} as const;

/**
 * Nearly all calls of the last seconds, in at least a quarter of the environments: the guide's rule alone
 * takes half a minute to see an upstream that is gone.
 */
export const hardOutageRule = {
  windowMs: 8_000,
  share: 0.8,
  leastFailed: { alone: 5, amongSeveral: 10 },
  failingShare: 0.25,
  leastFailing: 2,
} as const;

/** Whether an upstream is down, by what was counted in the windows of both rules. */
export function tripRule(lastMinute: Counts, lastSeconds: Counts): TripRule | undefined {
  if (isHardOutage(lastMinute, lastSeconds)) return 'hard-outage';
  return isFailureRate(lastMinute) ? 'failure-rate' : undefined;
}

function isHardOutage({ environments }: Counts, { failed, alive, failing }: Counts): boolean {
  const rule = hardOutageRule;
  const leastFailed = environments > 1 ? rule.leastFailed.amongSeveral : rule.leastFailed.alone;
  const quorum = Math.max(
    rule.failingShare * environments,
    Math.min(rule.leastFailing, environments),
  );
  return failed >= leastFailed && failed >= rule.share * (failed + alive) && failing >= quorum;
}

/** The guide's rule by itself. */
export function isFailureRate({ failed, alive, environments, failing }: Counts): boolean {
  const { leastCalls, share, leastFailing } = failureRateRule;
  const calls = failed + alive;
  return (
    calls >= leastCalls &&
    failed >= share * calls &&
    failing >= Math.min(leastFailing, environments)
  );
}
