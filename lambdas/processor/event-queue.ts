import type { DeadLetterNote } from './dead-letter.ts';

/** The integration's queue and its dead-letter queue. */
export interface EventQueue {
  /** Hides the message for `seconds`, 0 to 43,200 from its receive. */
  hide(receiptHandle: string, seconds: number): Promise<void>;
  /**
   * Resolves only when the dead-letter queue has stored the untouched message with its note.
   *
   * @returns SQS's id of the message there
   */
  deadLetter(text: string, note: DeadLetterNote): Promise<string>;
}
