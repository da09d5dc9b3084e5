import type { DeadLetterReason } from './outcome.ts';

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
    'This event id came before with another body or type, and the provider does not sign it.',
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
