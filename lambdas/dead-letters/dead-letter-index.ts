import type { DeadLetterReason } from '../processor/outcome.ts';

/** One message in a dead-letter queue, as it is entered into the index. */
export interface DeadLetterEntry {
  readonly integration: string;
  /** From `deadLetterId`. */
  readonly id: string;
  /** SQS's id of the message in the dead-letter queue. */
  readonly messageId: string;
  readonly reason: DeadLetterReason;
  readonly attempts: number;
  readonly firstError: string;
  readonly lastError: string;
  /** Where the first error was thrown, one frame per line; empty if unknown. */
  readonly firstStack: string;
  readonly lastStack: string;
  /** The upstream whose failure it was; empty where it was none's. */
  readonly upstream: string;
  /** Milliseconds since the Unix epoch. */
  readonly deadAt: number;
  /** When its queue drops it: milliseconds since the Unix epoch. */
  readonly lostAt: number;
  /** Empty where the message could not be read; so are the four below. */
  readonly eventId: string;
  readonly type: string;
  readonly correlationId: string;
  readonly provider: string;
  /** Milliseconds since the Unix epoch; 0 where the message could not be read. */
  readonly receivedAt: number;
}

/**
 * What lies in the dead-letter queues, for people to read: SQS cannot be browsed. The queue stays the
 * truth; an entry that is missing is found by whoever next receives from it.
 */
export interface DeadLetterIndex {
  /** Enters a message, or one more copy of it. Entering the same message again changes nothing. */
  enter(entry: DeadLetterEntry): Promise<void>;
  /** The event has been completed after all: what still lies in the queue of it is superseded. */
  markDone(integration: string, ids: readonly string[]): Promise<void>;
}
