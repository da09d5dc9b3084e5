import type { UpstreamFailure } from '../contract/upstream-error.ts';
import type { Random } from '../runtime/clock.ts';
import { backoffMs, type Backoff } from './backoff.ts';

/** Sleeping in Lambda is paid for: longer waits are the queue's. Per call. */
const longestSleepMs = 2_000;

const worthAnotherTry: ReadonlySet<UpstreamFailure> = new Set([
  'not-sent',
  'busy',
  'unclear',
  'malformed',
]);

export interface FailedTry {
  readonly failure: UpstreamFailure;
  /** How often this call was made in this run, from 1; a second request with a fresh credential is no try. */
  readonly tries: number;
  /** What the upstream asked for. */
  readonly retryAfterMs: number | undefined;
  /** What this call has slept already. */
  readonly sleptMs: number;
  /** For how long another request can be put off, so that it is still worth while. */
  readonly leftMs: number;
}

/**
 * How long to wait before the next request of the same call in the same run; undefined where the
 * queue waits better. Whether a repeat is safe is not asked here.
 */
export function pauseHereMs(
  failed: FailedTry,
  backoff: Backoff,
  random: Random,
): number | undefined {
  if (!worthAnotherTry.has(failed.failure)) return undefined;
  if (failed.tries >= backoff.attemptsHere) return undefined;
  const pauseMs =
    failed.retryAfterMs === undefined
      ? backoffMs(backoff, failed.tries - 1, random)
      : spreadRetryAfterMs(failed.retryAfterMs, backoff, random);
  const affordable = failed.sleptMs + pauseMs <= longestSleepMs && pauseMs < failed.leftMs;
  return affordable ? pauseMs : undefined;
}

/** All who were sent away with the same Retry-After must not come back in the same instant. */
export function spreadRetryAfterMs(
  retryAfterMs: number,
  { baseMs }: Backoff,
  random: Random,
): number {
  return retryAfterMs + random() * baseMs;
}
