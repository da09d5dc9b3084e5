import { isPermanent, isRetryLater, usableSeconds } from '../contract/errors.ts';
import { isUpstreamError, type Disposition } from '../contract/upstream-error.ts';
import { RunExpiredError } from '../event/run.ts';
import { BodyMissingError } from './body-store.ts';
import { DeadLetterError, ParkError } from './event-errors.ts';
import type { DeadLetterReason, SafeError } from './outcome.ts';
import { safeError } from './safe-error.ts';

/** What a thrown value asks for, as plain data: the value itself is not read again. */
export type Thrown = { readonly error: SafeError } & (
  | { readonly kind: 'permanent' }
  /** `afterSeconds` is undefined if the usual backoff applies. */
  | { readonly kind: 'retry-later'; readonly afterSeconds: number | undefined }
  | {
      readonly kind: 'upstream';
      readonly upstream: string;
      readonly disposition: Disposition;
    }
  | { readonly kind: 'dead-letter'; readonly reason: DeadLetterReason }
  | {
      readonly kind: 'park';
      readonly until: number;
      readonly refusedSince: number | undefined;
      readonly onPurpose: boolean;
    }
  | { readonly kind: 'timeout' }
  /** Anything else: a bug, or an error of a library. */
  | { readonly kind: 'failed' }
);

/**
 * The only place that reads a value thrown by user code: a handler, a schema, a lookup or another function. Never
 * throws, so that every event is settled.
 */
export function readThrown(thrown: unknown): Thrown {
  const { stack, ...error } = safeError(thrown);
  const traced: SafeError = stack === undefined ? error : { ...error, stack };
  try {
    return known(thrown, error, traced) ?? { kind: 'failed', error: traced };
  } catch {
    return { kind: 'failed', error: traced };
  }
}

/** Without the stack: the message is sufficient, and the stack would only name places in Breakwater. */
function known(thrown: unknown, error: SafeError, traced: SafeError): Thrown | undefined {
  if (isPermanent(thrown)) return { kind: 'permanent', error: traced };
  if (isRetryLater(thrown)) {
    const given: unknown = thrown.retryAfterSeconds;
    return { kind: 'retry-later', afterSeconds: usableSeconds(given), error: traced };
  }
  if (isUpstreamError(thrown)) {
    const { disposition, upstream } = thrown;
    const ofCode = disposition.kind === 'park' ? error : traced;
    return { kind: 'upstream', upstream, disposition: { ...disposition }, error: ofCode };
  }
  if (thrown instanceof DeadLetterError)
    return { kind: 'dead-letter', reason: thrown.reason, error };
  if (thrown instanceof BodyMissingError)
    return { kind: 'dead-letter', reason: 'body-missing', error };
  if (thrown instanceof ParkError) {
    const { until, refusedSince, onPurpose } = thrown;
    return { kind: 'park', until, refusedSince, onPurpose, error };
  }
  if (thrown instanceof RunExpiredError) {
    const message = 'The handler was still running when its time was over.';
    return { kind: 'timeout', error: { name: 'Timeout', message } };
  }
  return undefined;
}
