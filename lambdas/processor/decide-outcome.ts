import type { Random } from '../runtime/clock.ts';
import type { ParkCause } from '../contract/upstream-error.ts';
import { dayMs, expiresWaitingAfterDays } from '../event/lifetimes.ts';
import type { DeadLetterReason, Outcome, SafeError } from './outcome.ts';
import { readThrown, type Thrown } from './read-thrown.ts';

export interface RunCircumstances {
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly random: Random;
}

/** What becomes of an event whose handler threw, whatever it threw. Pure. */
export function decideOutcome(thrown: unknown, circumstances: RunCircumstances): Outcome {
  return outcomeOf(readThrown(thrown), circumstances);
}

function outcomeOf(thrown: Thrown, circumstances: RunCircumstances): Outcome {
  const { attempt, now, random } = circumstances;
  const { error } = thrown;
  const usualBackoff = () => now + handlerBackoffMs(attempt, random);
  switch (thrown.kind) {
    case 'permanent':
      return { kind: 'dead-letter', reason: 'handler-permanent', error };
    case 'dead-letter':
      return { kind: 'dead-letter', reason: thrown.reason, error };
    case 'park': {
      const { refusedSince, onPurpose } = thrown;
      return {
        ...{ kind: 'park', until: moment(thrown.until, now), error },
        ...(refusedSince !== undefined && { refusedSince }),
        ...(onPurpose && { onPurpose: true }),
      };
    }
    case 'retry-later': {
      const { afterSeconds } = thrown;
      if (afterSeconds === undefined) {
        return retryUnlessExhausted(usualBackoff(), error, circumstances);
      }
      const outcome = retryUnlessExhausted(now + afterSeconds * 1_000, error, circumstances);
      return outcome.kind === 'retry' ? { ...outcome, onPurpose: true } : outcome;
    }
    case 'upstream':
      return outcomeOfCall(thrown, circumstances);
    case 'timeout':
    case 'failed':
      return retryUnlessExhausted(usualBackoff(), error, circumstances);
  }
}

function outcomeOfCall(
  { disposition, error, upstream }: Extract<Thrown, { kind: 'upstream' }>,
  circumstances: RunCircumstances,
): Outcome {
  switch (disposition.kind) {
    case 'dead-letter':
      return { kind: 'dead-letter', reason: disposition.reason, error };
    case 'park':
      if (disposition.held === true) {
        return heldOutcome({ ...disposition, upstream }, error, circumstances.now);
      }
      return {
        ...{ kind: 'park', until: moment(disposition.until, circumstances.now), error },
        // No upstream asked for this wait, so the event counts as late.
        ...(disposition.cause !== 'out-of-time' && { onPurpose: true }),
      };
    case 'retry':
      return retryUnlessExhausted(
        disposition.notBefore,
        error,
        circumstances,
        disposition.whenExhausted,
      );
  }
}

/**
 * The upstream whose failures used up the last attempt of an event; undefined where the event died of
 * something else, which no healthy upstream would mend.
 */
export function exhaustedUpstream(thrown: unknown, outcome: Outcome): string | undefined {
  if (outcome.kind !== 'dead-letter') return undefined;
  const read = readThrown(thrown);
  return read.kind === 'upstream' && read.disposition.kind === 'retry' ? read.upstream : undefined;
}

/**
 * An event that waits for its upstream and uses up no attempt: in the hold queue, or hidden in its own queue
 * where the upstream itself has said how long, and that is short.
 */
export function heldOutcome(
  { upstream, until, cause }: { readonly upstream: string; until: number; cause: ParkCause },
  error: SafeError,
  now: number,
): Outcome {
  return cause === 'asked-to-wait' && until - now <= longestHiddenMs
    ? { kind: 'park', until: moment(until, now), error, onPurpose: true }
    : { kind: 'hold', upstream, error };
}

/** SQS hides few enough messages at once for this long, however many arrive. */
const longestHiddenMs = 30_000;

function retryUnlessExhausted(
  at: number,
  error: SafeError,
  { attempt, maxAttempts, now }: RunCircumstances,
  whenExhausted: DeadLetterReason = 'attempts-exhausted',
): Outcome {
  return attempt >= maxAttempts
    ? { kind: 'dead-letter', reason: whenExhausted, error }
    : { kind: 'retry', at: moment(at, now), error };
}

/** A time that a date and a table can hold: no later than an event can wait. */
function moment(at: number, now: number): number {
  const latest = now + expiresWaitingAfterDays * dayMs;
  return Number.isFinite(at) ? Math.min(at, latest) : latest;
}

/** Full jitter over 1 s × 2^attempt, at most a minute: the guide's base, factor and cap. */
function handlerBackoffMs(attempt: number, random: Random): number {
  return random() * Math.min(60_000, 1_000 * 2 ** Math.min(attempt, 10));
}
