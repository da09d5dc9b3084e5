import type { SafeError } from './outcome.ts';

/** What is known of an event when a run of it starts. */
export interface StartedAttempt {
  /** 1 for the first run that counts. */
  readonly attempt: number;
  /** When a run of this event first failed, in ms since the epoch. */
  readonly firstFailedAt: number | undefined;
  readonly firstError: SafeError | undefined;
  /** The event was asked to wait until then, longer than a queue can hide it; ms since the epoch. */
  readonly notBefore: number | undefined;
  /** Ids of dead letters that this event has left behind. */
  readonly deadLetters: readonly string[];
}

/** Whether a body was seen before under another event id. */
export type BodySighting = { readonly kind: 'first' } | { readonly kind: 'seen'; as: string };

/**
 * The event's own record, beside its idempotency record: how often it ran and how it failed. It
 * counts a run when it starts, so that a handler that kills its environment is counted too.
 */
export interface EventRecords {
  /** Counts this run. Called again by the same run it changes nothing. */
  startAttempt(key: string, runId: string): Promise<StartedAttempt>;
  /** Takes the count of this run back, unless another run was counted since. */
  giveBackAttempt(key: string, runId: string, notBefore: number): Promise<void>;
  /** Keeps the first and the last error, unless another run was counted since. */
  recordFailure(key: string, runId: string, error: SafeError, notBefore: number): Promise<void>;
  /**
   * The event became a dead letter, or one is replayed: starts the count afresh, so that it has all
   * its attempts again, and remembers the dead letter's id.
   */
  closeAttempts(key: string, deadLetterId: string): Promise<void>;
  /** Ids of dead letters that the event has left behind. */
  deadLetters(key: string): Promise<readonly string[]>;
  /** Remembers under which event id a body came first. */
  recordBody(integration: string, bodySha256: string, eventId: string): Promise<BodySighting>;
}
