/** One message as it was received from a dead-letter queue. */
export interface ReceivedLetter {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** The queue message of the event, untouched. */
  readonly text: string;
  readonly attributes: Readonly<Record<string, { StringValue?: string | undefined }>>;
  /** When it entered a queue, by SQS's clock: this one, or the one that SQS itself redrove it from. */
  readonly enteredAt: number;
  readonly receiveCount: number;
}

export interface QueueSize {
  readonly visible: number;
  readonly hidden: number;
  /** SQS's own time, to the second; milliseconds since the Unix epoch. */
  readonly at: number;
}

/** A dead-letter queue as operations use it. */
export interface DeadLetterQueue {
  /** Hides what it gives for `holdSeconds`; waits a second for something to come. */
  receive(most: number, holdSeconds: number): Promise<readonly ReceivedLetter[]>;
  /** Lets them be received again at once. Failing costs nothing: they come back by themselves. */
  release(receiptHandles: readonly string[]): Promise<void>;
  /** @returns the receipt handles of those that were deleted */
  remove(receiptHandles: readonly string[]): Promise<ReadonlySet<string>>;
  /** About how many messages lie in it, hidden ones included. */
  size(): Promise<QueueSize>;
}

/** Puts messages where they are safe before they are deleted from the dead-letter queue. */
export interface Destination {
  /** @returns ids of the messages that are stored for certain */
  store(letters: readonly ReceivedLetter[]): Promise<ReadonlySet<string>>;
}
