import type { DeadLetter, HistoryEntry } from '../dead-letters/dead-letter.ts';

/** The index as people's operations read and write it. */
export interface DeadLetterBook {
  /** What is known under these names; a name that is not known has no member. */
  read(integration: string, ids: readonly string[]): Promise<ReadonlyMap<string, DeadLetter>>;
  /** Everything that lies in the dead-letter queue, page by page. */
  listed(integration: string, order: ListOrder): AsyncIterable<DeadLetter>;
  /** Notes that an operation takes it, once for each operation. */
  begin(letter: LetterName, entry: HistoryEntry): Promise<void>;
  /** Notes what a person has said of it, so that it may be replayed; once for each operation. */
  resolve(letter: LetterName, entry: HistoryEntry): Promise<void>;
  /** Notes that a message is safe elsewhere; with the last copy the dead letter leaves the list. */
  movedOut(letter: LetterName, messageId: string): Promise<void>;
  /** Takes copies off that the queue does not hold any more. */
  forget(letter: LetterName, copies: readonly string[]): Promise<void>;
}

export interface LetterName {
  readonly integration: string;
  readonly id: string;
}

export interface ListOrder {
  /** By time of death. */
  readonly newestFirst: boolean;
  /** Dead at or after it; milliseconds since the Unix epoch. */
  readonly since?: number | undefined;
  /** Dead before it; milliseconds since the Unix epoch. */
  readonly until?: number | undefined;
  /** How many are read at once. @default as many as fit well into one answer */
  readonly atOnce?: number | undefined;
}
