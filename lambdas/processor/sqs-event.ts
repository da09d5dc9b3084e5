import type { SQSRecord } from 'aws-lambda';
import { waitIn } from '../event/held-message.ts';
import type { QueueRecord } from './queue-record.ts';

/** The one place that knows what Lambda hands a function for an SQS message. */
export function toQueueRecord({
  messageId,
  receiptHandle,
  body,
  attributes,
  messageAttributes,
}: SQSRecord): QueueRecord {
  const sentAt = Number(attributes.SentTimestamp);
  const texts = Object.fromEntries(
    Object.entries(messageAttributes).map(([name, { stringValue }]) => [name, stringValue]),
  );
  return {
    ...waitIn(texts, sentAt),
    messageId,
    receiptHandle,
    text: body,
    sentAt,
    receiveCount: Number(attributes.ApproximateReceiveCount),
  };
}
