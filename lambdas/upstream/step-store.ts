import type { DeadLetterReason, SafeError } from '../processor/outcome.ts';
import type { StepRecord } from './step-record.ts';

/**
 * Keeps step records. Every write is conditional on the revision that its writer has seen, so that of
 * two runs only one goes on, and a run that was overtaken finds out.
 */
export interface StepStore {
  /**
   * All that is known of an event's steps, the latest writes of every run included, and renews how
   * long it is kept. Read once in every run, so that nothing is forgotten that a replay may need.
   */
  read(event: string): Promise<EventSteps>;
  /**
   * Writes `next`, whose revision is one above that of the record it follows (1 if there was none). Safe to repeat:
   * if the record is already there, it counts as written.
   */
  write(event: string, next: StepRecord, signal?: AbortSignal): Promise<StepWrite>;
  /** Overwrites: undoing is begun and ended by the one run that owns the event. */
  writeUndo(event: string, plan: UndoPlan, signal?: AbortSignal): Promise<void>;
}

export interface EventSteps {
  readonly records: readonly StepRecord[];
  readonly undo: UndoPlan | undefined;
}

export type StepWrite =
  | { readonly kind: 'written' }
  /** Somebody else wrote first; `current` is what they wrote. */
  | { readonly kind: 'overtaken'; readonly current: StepRecord };

/** That an event was refused for good and its completed steps are being taken back. */
export interface UndoPlan {
  /** `undone`: over, and the event has begun afresh since. */
  readonly state: 'undoing' | 'undone';
  /** The run that wrote it; a person's operation where `by` names one. */
  readonly runId: string;
  /** Who refused the event for good, where it was a person: that stands, in replays as well. */
  readonly by?: string;
  /** What the event is dead-lettered with in the end. */
  readonly reason: DeadLetterReason;
  readonly error: SafeError;
}
