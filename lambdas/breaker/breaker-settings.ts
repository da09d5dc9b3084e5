import type { UpstreamDefinition } from '../contract/define-upstream.ts';

/** How a breaker behaves. Times in milliseconds. */
export interface BreakerSettings {
  /** First opening, before jitter; each further one in a row is twice as long. */
  readonly openMs: number;
  /** Longest opening, before jitter: never more than `mostOpenMs`. */
  readonly longestOpenMs: number;
  /** Probes in a row that must go well before it closes. */
  readonly probesToClose: number;
  /** After a close of this age the next opening is a first one again. */
  readonly peaceMs: number;
  /** Clocks of two environments differ by at most this: a lease ends so much later for others, and so much earlier for its owner. */
  readonly clockMarginMs: number;
  /** How long an event waits where nothing says how long: a force without an end, a dead credential. */
  readonly waitMs: number;
}

/**
 * Longest opening that a definition may ask for, before jitter. With it, an upstream is probed at least
 * every 45 s while its breaker is open.
 */
export const mostOpenMs = 37_500;

export const defaultBreakerSettings: BreakerSettings = {
  openMs: 30_000,
  longestOpenMs: mostOpenMs,
  probesToClose: 3,
  peaceMs: 600_000,
  clockMarginMs: 2_000,
  waitMs: 300_000,
};

export function breakerSettings({ breaker = {} }: UpstreamDefinition): BreakerSettings {
  const { openMs = defaultBreakerSettings.openMs } = breaker;
  const { longestOpenMs = Math.max(openMs, defaultBreakerSettings.longestOpenMs) } = breaker;
  return { ...defaultBreakerSettings, openMs, longestOpenMs };
}
