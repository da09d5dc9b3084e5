import type { EventBinding } from '../verification/event-binding.ts';
import type { SafeError } from './outcome.ts';

/** One run of an event, as its record knows it. */
export interface CountedRun {
  readonly id: string;
  /** No other event runs beside it in its environment: if that dies, this event is why. */
  readonly alone: boolean;
}

/** What is known of an event when a run of it starts. */
export interface StartedAttempt {
  /** 1 for the first run that counts. */
  readonly attempt: number;
  /** When a run of this event first failed, in ms since the epoch. */
  readonly firstFailedAt: number | undefined;
  readonly firstError: SafeError | undefined;
  /** The event was asked to wait until then, longer than a queue can hide it; ms since the epoch. */
  readonly notBefore: number | undefined;
  /** Since when it has waited for something that refuses it but may be about to accept it; ms since the epoch. */
  readonly refusedSince: number | undefined;
  /** Ids of dead letters that this event has left behind. */
  readonly deadLetters: readonly string[];
}

/** What an id was bound to first, and this delivery has not. */
export type OtherEvent = 'other-content' | 'other-type';

/** Whether a body was seen before under another event id. */
export type BodySighting = { readonly kind: 'first' } | { readonly kind: 'seen'; as: string };

/**
 * The event's own record, beside its idempotency record: how often it ran and how it failed. It
 * notes a run when it starts, so that a handler that kills its environment is counted too, and where
 * others ran beside it, is known to be one of those that may have done it.
 */
export interface EventRecords {
  /**
   * Counts this run. Where it ends without a word it stays counted if it ran alone; beside others it
   * is not, since any of them may be why. Called again by the same run it changes nothing.
   *
   * @param bound of an event whose id or type is not signed: the first content and type to come keep the
   * id for as long as the record lives, however its runs end
   * @returns `other-content` or `other-type` where the event came first with another one: nothing was counted
   */
  startAttempt(
    key: string,
    run: CountedRun,
    bound?: Pick<EventBinding, 'contentSha256' | 'type'>,
  ): Promise<StartedAttempt | OtherEvent>;
  /**
   * Takes the count of this run back, unless another run was counted since.
   *
   * @param wait until when no message of the event runs; undefined where whoever holds it decides
   */
  giveBackAttempt(
    key: string,
    run: CountedRun,
    wait: { readonly notBefore: number | undefined; readonly refusedSince?: number | undefined },
  ): Promise<void>;
  /** Counts this run as failed and keeps the first and the last error, unless another run was counted since. */
  recordFailure(key: string, run: CountedRun, error: SafeError, notBefore: number): Promise<void>;
  /**
   * Whether a run of the event has started and not said how it ended: it is under way, or its
   * environment is gone. Where it is, how many such runs in a row it had alone.
   */
  openRun(key: string): Promise<{ readonly lostAlone: number } | undefined>;
  /** Whether a run of the event was ever counted. */
  hasRun(key: string): Promise<boolean>;
  /**
   * The event became a dead letter, or one is replayed: starts the count afresh, so that it has all
   * its attempts again, and remembers the dead letter's id.
   */
  closeAttempts(key: string, deadLetterId: string): Promise<void>;
  /** Ids of dead letters that the event has left behind. */
  deadLetters(key: string): Promise<readonly string[]>;
  /** Remembers under which event id signed content came first. */
  recordBody(integration: string, signedSha256: string, eventId: string): Promise<BodySighting>;
}
