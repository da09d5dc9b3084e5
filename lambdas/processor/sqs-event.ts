import type { SQSRecord } from 'aws-lambda';
import type { QueueRecord } from './queue-record.ts';

/** The one place that knows what Lambda hands a function for an SQS message. */
export function toQueueRecord({
  messageId,
  receiptHandle,
  body,
  attributes,
}: SQSRecord): QueueRecord {
  return {
    messageId,
    receiptHandle,
    text: body,
    sentAt: Number(attributes.SentTimestamp),
    receiveCount: Number(attributes.ApproximateReceiveCount),
  };
}
