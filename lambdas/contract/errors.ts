import { errorBrand, isBranded, type ErrorBrand } from './error-brand.ts';

/**
 * Throw it from a handler when no retry can help: the event is dead-lettered at once as
 * `handler-permanent`. The message is kept with the dead letter: put no secrets into it.
 */
export class PermanentError extends Error {
  override readonly name: string = 'PermanentError';
  get [errorBrand](): ErrorBrand {
    return 'permanent';
  }
}

/** Also true for subclasses, and for errors of another copy of this module. */
export function isPermanent(error: unknown): error is PermanentError {
  return isBranded(error, 'permanent');
}

/**
 * Throw it from a handler to choose when the event runs again. It uses up one attempt, as any other error does;
 * on the last attempt (`limits.maxAttempts`) the event is dead-lettered as `attempts-exhausted` instead.
 */
export class RetryLaterError extends Error {
  override readonly name: string = 'RetryLaterError';
  /** Seconds until the event runs again; undefined if the usual backoff applies. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * @param options.retryAfterSeconds 0 to 1,123,200 (13 days, the longest that an event waits). Anything else,
   * such as the NaN of `Number(missingHeader)`, means the usual backoff: a random time up to 2 s after the first
   * attempt; the limit doubles with each further attempt, up to a minute.
   */
  constructor(
    message: string,
    options: { readonly retryAfterSeconds?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = usableSeconds(options.retryAfterSeconds);
  }

  get [errorBrand](): ErrorBrand {
    return 'retry-later';
  }
}

/** Also true for subclasses, and for errors of another copy of this module. */
export function isRetryLater(error: unknown): error is RetryLaterError {
  return isBranded(error, 'retry-later');
}

/** After that an event is dead-lettered as `expired-waiting`, so a longer wait never ends in a run. */
const maxSeconds = 13 * 24 * 60 * 60;

/** Undefined for any value that is not a time for which an event can wait. */
export function usableSeconds(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && seconds >= 0 && seconds <= maxSeconds ? seconds : undefined;
}
