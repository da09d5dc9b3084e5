import type { DeadLetterNote } from './dead-letter.ts';
import type { QueueRecord } from './queue-record.ts';

/** The integration's queue, its dead-letter queue, and the hold queues of its upstreams. */
export interface EventQueue {
  /** Hides the message for `seconds`, 0 to 43,200 from its receive. */
  hide(receiptHandle: string, seconds: number): Promise<void>;
  /** Resolves only when the upstream's hold queue has stored the message. */
  hold(record: QueueRecord, upstream: string): Promise<void>;
  /**
   * Resolves only when the dead-letter queue has stored the untouched message with its note.
   *
   * @returns SQS's id of the message there
   */
  deadLetter(text: string, note: DeadLetterNote): Promise<string>;
}
