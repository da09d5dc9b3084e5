/**
 * Throw it from a handler when no retry can help: the event is dead-lettered at once as
 * `handler-permanent`. The message is kept with the dead letter: put no secrets into it.
 */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** Throw it from a handler to have the event come back after a time of your choosing. */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError';
  /** Seconds until the event comes back. */
  readonly retryAfterSeconds: number;
  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
