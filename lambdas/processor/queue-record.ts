/** What the processor needs of one SQS record; the Lambda event is translated once, at the edge. */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly text: string;
  /** When the message entered the queue it is in; ms since the epoch. */
  readonly sentAt: number;
  /** When its first queue stored it, however often it was sent again since; ms since the epoch. */
  readonly acceptedAt: number;
  /** Names of the upstreams whose turn the event has waited for. */
  readonly released: readonly string[];
  /** 1 for the first receive. SQS's own count, a far backstop only. */
  readonly receiveCount: number;
}
