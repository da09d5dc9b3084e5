import type { DeadLetterEntry } from './dead-letter-index.ts';

/** One dead letter as the index has it: what people read, and what operations decide by. */
export interface DeadLetter extends Omit<DeadLetterEntry, 'messageId'> {
  /** SQS's ids of the messages that lie in the dead-letter queue; none once it was moved or discarded. */
  readonly copies: readonly string[];
  /** SQS's ids of messages that operations have taken out of the dead-letter queue. */
  readonly movedOut: readonly string[];
  /** How often it was replayed. */
  readonly replays: number;
  /** How often it was dead-lettered again after a replay. */
  readonly cameBack: number;
  /** When the event was completed after all; milliseconds since the Unix epoch. */
  readonly doneAt: number | undefined;
  /** A person has said what became of its unknown steps, or refused it, and it has not died since: it may be replayed. */
  readonly resolved: boolean;
  /** The operation that touched it last. */
  readonly lastOperation: string | undefined;
  /** What people did to it, oldest first. */
  readonly history: readonly HistoryEntry[];
}

export interface HistoryEntry {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly what: 'replayed' | 'discarded' | 'resolved' | 'refused';
  readonly operation: string;
  readonly by: string;
  readonly why: string;
}

/** It still lies in the queue although its event was completed: a duplicate has succeeded. */
export function isSuperseded({ copies, doneAt }: Pick<DeadLetter, 'copies' | 'doneAt'>): boolean {
  return copies.length > 0 && doneAt !== undefined;
}
