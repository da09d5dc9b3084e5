/** What the processor needs of one SQS record; the Lambda event is translated once, at the edge. */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly text: string;
  /** When the message entered the queue it is in; ms since the epoch. */
  readonly sentAt: number;
  /** 1 for the first receive. SQS's own count, a far backstop only. */
  readonly receiveCount: number;
}
