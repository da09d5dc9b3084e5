import { PermanentError, RetryLaterError } from '../contract/errors.ts';
import { RunExpiredError } from '../event/run.ts';
import type { Random } from '../runtime/clock.ts';
import { fullJitter } from '../upstream/backoff.ts';
import { isUpstreamError } from '../upstream/upstream-error.ts';
import { BodyMissingError } from './body-store.ts';
import type { DeadLetterReason, Outcome } from './outcome.ts';
import { safeError } from './safe-error.ts';

/** A failure of the event itself that no retry mends; carries its reason code. */
export class DeadLetterError extends Error {
  override readonly name = 'DeadLetterError';
  readonly reason: DeadLetterReason;
  constructor(reason: DeadLetterReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Something of ours (a table, a bucket) did not answer: the event waits and loses no attempt. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

export interface RunCircumstances {
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly random: Random;
}

/** How long an event waits when something of ours does not answer; jittered up to twice that. */
export const storeRetryMs = 30_000;

/** What becomes of an event whose handler threw. Pure. */
export function decideOutcome(thrown: unknown, circumstances: RunCircumstances): Outcome {
  const { attempt, now, random } = circumstances;
  const error = safeError(thrown);
  if (thrown instanceof PermanentError) {
    return { kind: 'dead-letter', reason: 'handler-permanent', error };
  }
  if (thrown instanceof DeadLetterError) {
    return { kind: 'dead-letter', reason: thrown.reason, error };
  }
  if (thrown instanceof BodyMissingError) {
    return { kind: 'dead-letter', reason: 'body-missing', error };
  }
  if (thrown instanceof StoreUnavailableError) {
    return { kind: 'park', until: now + storeRetryMs * (1 + random()), error };
  }
  if (thrown instanceof RetryLaterError) {
    return retryUnlessExhausted(now + thrown.retryAfterSeconds * 1_000, error, circumstances);
  }
  if (isUpstreamError(thrown)) {
    switch (thrown.disposition.kind) {
      case 'dead-letter':
        return { kind: 'dead-letter', reason: thrown.disposition.reason, error };
      case 'park':
        return { kind: 'park', until: thrown.disposition.until, error };
      case 'retry': {
        const at = now + fullJitter(attempt, random);
        return retryUnlessExhausted(Math.max(at, thrown.disposition.notBefore ?? 0), error, circumstances);
      }
    }
  }
  const timedOut = thrown instanceof RunExpiredError;
  return retryUnlessExhausted(
    now + fullJitter(attempt, random),
    timedOut ? { name: 'Timeout', message: 'The handler was still running when its time was over.' } : error,
    circumstances,
  );
}

function retryUnlessExhausted(
  at: number,
  error: { name: string; message: string },
  { attempt, maxAttempts }: RunCircumstances,
): Outcome {
  return attempt >= maxAttempts
    ? { kind: 'dead-letter', reason: 'attempts-exhausted', error }
    : { kind: 'retry', at, error };
}
