import type { DeadLetterReason } from './outcome.ts';

/** A failure of the event itself that no retry fixes; carries its reason code. */
export class DeadLetterError extends Error {
  override readonly name = 'DeadLetterError';
  readonly reason: DeadLetterReason;
  constructor(reason: DeadLetterReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Two webhooks share an id; an operator must decide which one is the event. */
export function eventIdReused(): DeadLetterError {
  return new DeadLetterError(
    'event-id-reused',
    'This event id was seen before with another body or type, and the provider does not sign it.',
  );
}

/** The event waits until a known time and uses up no attempt. */
export class ParkError extends Error {
  override readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
  /** When the endpoint first refused it; ms since the epoch. Undefined if it was not refused. */
  readonly refusedSince: number | undefined;
  /** The event waits for something outside Breakwater, so it is not late. */
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
