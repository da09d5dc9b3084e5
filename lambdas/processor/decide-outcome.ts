import { PermanentError, RetryLaterError } from '../contract/errors.ts';
import { RunExpiredError } from '../event/run.ts';
import type { Random } from '../runtime/clock.ts';
import { UpstreamError } from '../contract/upstream-error.ts';
import type { Hold } from '../upstream/gate.ts';
import { BodyMissingError } from './body-store.ts';
import { holdUntil } from './hold-time.ts';
import type { DeadLetterReason, Outcome, SafeError } from './outcome.ts';
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

/** Which of two webhooks under one id is the event, nobody but a person can say. */
export function eventIdReused(): DeadLetterError {
  return new DeadLetterError(
    'event-id-reused',
    'This event id came before with another body, and the provider does not sign it.',
  );
}

/** The event waits until a known time and loses no attempt. */
export class ParkError extends Error {
  override readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
  /** Since when it has waited for what refuses it; ms since the epoch. Undefined where nothing does. */
  readonly refusedSince: number | undefined;
  /** Something outside Breakwater is waited for: the event is not late. */
  readonly onPurpose: boolean;
  constructor(
    name: string,
    message: string,
    until: number,
    {
      refusedSince,
      onPurpose = false,
      ...options
    }: ErrorOptions & { readonly refusedSince?: number; readonly onPurpose?: boolean } = {},
  ) {
    super(message, options);
    this.name = name;
    this.until = until;
    this.refusedSince = refusedSince;
    this.onPurpose = onPurpose;
  }
}

export interface RunCircumstances {
  readonly attempt: number;
  readonly maxAttempts: number;
  /** How often SQS has handed the message out, this time included. */
  readonly receiveCount: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly random: Random;
}

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
  if (thrown instanceof ParkError) {
    const { until, refusedSince, onPurpose } = thrown;
    return {
      ...{ kind: 'park', until, error },
      ...(refusedSince !== undefined && { refusedSince }),
      ...(onPurpose && { onPurpose: true }),
    };
  }
  if (thrown instanceof RetryLaterError) {
    const at = now + thrown.retryAfterSeconds * 1_000;
    const outcome = retryUnlessExhausted(at, error, circumstances);
    return outcome.kind === 'retry' ? { ...outcome, onPurpose: true } : outcome;
  }
  if (thrown instanceof UpstreamError) {
    switch (thrown.disposition.kind) {
      case 'dead-letter':
        return { kind: 'dead-letter', reason: thrown.disposition.reason, error };
      case 'park':
        // No upstream asked for this wait, so the event counts as late.
        return thrown.disposition.cause === 'out-of-time'
          ? { kind: 'park', until: thrown.disposition.until, error }
          : heldOutcome(thrown.disposition, error, circumstances);
      case 'retry':
        return retryUnlessExhausted(
          thrown.disposition.notBefore,
          error,
          circumstances,
          thrown.disposition.whenExhausted,
        );
    }
  }
  const timedOut = thrown instanceof RunExpiredError;
  return retryUnlessExhausted(
    now + handlerBackoffMs(attempt, random),
    timedOut
      ? { name: 'Timeout', message: 'The handler was still running when its time was over.' }
      : error,
    circumstances,
  );
}

/**
 * The upstream whose failures used up the last attempt of an event; undefined where the event died of
 * something else, which no healthy upstream would mend.
 */
export function exhaustedUpstream(thrown: unknown, outcome: Outcome): string | undefined {
  const isTransient = thrown instanceof UpstreamError && thrown.disposition.kind === 'retry';
  return isTransient && outcome.kind === 'dead-letter' ? thrown.upstream : undefined;
}

/** An event that waits for its upstream, at nobody's cost. */
export function heldOutcome(
  { until, longestOpenMs }: Pick<Hold, 'until' | 'longestOpenMs'>,
  error: SafeError,
  { receiveCount, now, random }: Pick<RunCircumstances, 'receiveCount' | 'now' | 'random'>,
): Outcome {
  const isGuess = longestOpenMs !== undefined;
  return {
    kind: 'park',
    until: isGuess ? holdUntil({ until, longestOpenMs, receiveCount, now, random }) : until,
    error,
    onPurpose: true,
  };
}

function retryUnlessExhausted(
  at: number,
  error: { name: string; message: string },
  { attempt, maxAttempts }: RunCircumstances,
  whenExhausted: DeadLetterReason = 'attempts-exhausted',
): Outcome {
  return attempt >= maxAttempts
    ? { kind: 'dead-letter', reason: whenExhausted, error }
    : { kind: 'retry', at, error };
}

/** Full jitter over 1 s × 2^attempt, at most a minute: the guide's base, factor and cap. */
function handlerBackoffMs(attempt: number, random: Random): number {
  return random() * Math.min(60_000, 1_000 * 2 ** Math.min(attempt, 10));
}
