import type { PersonsWord } from '../upstream/step-record.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';

/** What a person does with dead letters. Kept as a record: who did what, when, to which, and why. */
export interface Operation {
  /** Sorts by time: ISO time of its start, and a few random characters. */
  readonly id: string;
  readonly kind: 'replay' | 'discard';
  readonly integration: string;
  readonly filter: DeadLetterFilter;
  readonly by: string;
  readonly why: string;
  /** What the person said of a step whose outcome was unknown. */
  readonly word?: SpokenWord;
  /** The person refused the one event that is meant for good: its completed steps are taken back. */
  readonly undo?: true;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /**
   * Messages that entered the dead-letter queue after this are none of its business: an event that
   * comes back is not replayed again by the same operation. By SQS's clock, in ms since the epoch.
   */
  readonly cutoff: number;
  readonly state: 'running' | 'finished';
  readonly counts: OperationCounts;
}

/** A person's word on one step of the one event that an operation is about. */
export interface SpokenWord {
  readonly step: string;
  readonly says: PersonsWord['says'];
  /** What they say that the upstream answered, as JSON text; absent where there was nothing to answer. */
  readonly result?: string;
}

export interface OperationCounts {
  /** Dead letters that were sent to their queue, or discarded. */
  readonly done: number;
  /** Copies taken away that an interrupted run had already sent. */
  readonly cleared: number;
  /** Left where they are, by why. */
  readonly left: Readonly<Partial<Record<LeftBecause, number>>>;
}

/**
 * Why a dead letter that was chosen stays where it is. `came-back-twice`: it would only come back
 * again. `outcome-unknown`: a person has to say first what became of its step.
 */
export type LeftBecause = 'came-back-twice' | 'outcome-unknown';

export const nothingDone: OperationCounts = { done: 0, cleared: 0, left: {} };
