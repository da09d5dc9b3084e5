import type { BackoffFormula, RetryPolicy } from '../contract/define-upstream.ts';
import type { Random } from '../runtime/clock.ts';

/** A retry policy with its defaults filled in. */
export type Backoff = Required<RetryPolicy>;

export const defaultBackoff: Backoff = {
  formula: 'full-jitter',
  baseMs: 1_000,
  factor: 2,
  capMs: 60_000,
  attemptsHere: 2,
};

export function backoffOf(policy: RetryPolicy = {}): Backoff {
  return { ...defaultBackoff, ...policy };
}

/**
 * Milliseconds before retry number `retry` (0 for the first).
 *
 * @see docs/adr/0030-full-jitter.md for what the two do to a thousand clients
 */
export function backoffMs(backoff: Backoff, retry: number, random: Random): number {
  return formulas[backoff.formula](backoff, retry, random);
}

const formulas: Readonly<
  Record<BackoffFormula, (backoff: Backoff, retry: number, random: Random) => number>
> = {
  'full-jitter': ({ baseMs, factor, capMs }, retry, random) =>
    random() * Math.min(baseMs * factor ** retry, capMs),
  guide: ({ baseMs, factor, capMs }, retry, random) =>
    Math.min(baseMs * factor ** retry + random() * baseMs, capMs),
};
