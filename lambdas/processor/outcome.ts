/**
 * Why an event ended in its dead-letter queue. The codes are an interface: alarms, CLI and runbook
 * use them. `receive-limit` is never sent by us: it is what SQS itself redrove, after an event was
 * received so often that no run can have survived to settle it.
 */
export const deadLetterReasons = [
  'handler-permanent',
  'payload-mismatch',
  'unreadable-message',
  'body-missing',
  'attempts-exhausted',
  'expired-waiting',
  'event-id-reused',
  'replay-suspected',
  'upstream-rejected',
  'upstream-malformed',
  'outcome-unknown',
  'step-unreadable',
  'undo-failed',
  'forbidden',
  'receive-limit',
] as const;

export type DeadLetterReason = (typeof deadLetterReasons)[number];

/** What a person may read of an error: no body, no secret; what an upstream said only cleaned and cut. */
export interface SafeError {
  readonly name: string;
  readonly message: string;
  /** The upstream whose failure it was. */
  readonly upstream?: string;
  /** Where it was thrown, one frame per line: places in code, never a value. Absent where code does not matter. */
  readonly stack?: string;
}

/** A JSON value. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** How one run of one event ended. Decided by pure code, carried out in one place (`settle.ts`). */
export type Outcome =
  | {
      readonly kind: 'done';
      readonly duplicate: boolean;
      /** Its type is not in the integration's `types`: nothing ran. */
      readonly ignored?: true;
    }
  /** The event comes back at `at` (ms since the epoch); the attempt is used up. */
  | {
      readonly kind: 'retry';
      readonly at: number;
      readonly error: SafeError;
      /** The handler asked for the wait: the event is not late. */
      readonly onPurpose?: true;
    }
  /** The event waits until `until` (ms since the epoch); the attempt, if one was counted, is given back. */
  | {
      readonly kind: 'park';
      readonly until: number;
      /**
       * When the event itself may run, where this message of it stays away for longer; ms since the epoch.
       * @default until
       */
      readonly notBefore?: number;
      readonly error: SafeError;
      /** An upstream or its breaker asked for the wait: the event is not late. */
      readonly onPurpose?: true;
      /** Since when something refuses it that may be about to accept it; ms since the epoch. */
      readonly refusedSince?: number;
    }
  /** The event leaves its queue for the hold queue of an upstream; the attempt, if one was counted, is given back. */
  | { readonly kind: 'hold'; readonly upstream: string; readonly error: SafeError }
  | { readonly kind: 'dead-letter'; readonly reason: DeadLetterReason; readonly error: SafeError }
  /** The run outlived its lease: another run may own the event, so nothing is written or sent. */
  | { readonly kind: 'abandoned' };
