import { CopyObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { deadLetterId } from '../dead-letters/dead-letter-id.ts';
import { eventKey } from '../event/event-identity.ts';
import { decodeMessage } from '../event/webhook-message.ts';
import type { BodyReference } from '../event/webhook-message.ts';
import { fromAttributes } from '../processor/dead-letter.ts';
import type { EventRecords } from '../processor/event-records.ts';
import type { Destination, ReceivedLetter } from './dead-letter-queue.ts';
import { sendToQueue } from './send-to-queue.ts';

export interface ReplayTools {
  readonly sqs: SQSClient;
  /** The queue that the event came from. */
  readonly queueUrl: string;
  readonly s3: S3Client;
  readonly records: EventRecords;
}

/**
 * Sends dead letters to their own queue as they once came, under the same event and correlation id,
 * with all their attempts and a body that is kept for as long as they can live now.
 */
export function replayDestination({ sqs, queueUrl, s3, records }: ReplayTools): Destination {
  return {
    async store(letters) {
      await Promise.all(letters.map((letter) => prepare(letter, records, s3)));
      return sendToQueue(
        sqs,
        queueUrl,
        letters.map(({ messageId: id, text }) => ({ id, text })),
      );
    },
  };
}

async function prepare(
  { text, attributes, receiveCount }: ReceivedLetter,
  records: EventRecords,
  s3: S3Client,
): Promise<void> {
  const decoded = decodeMessage(text);
  if (decoded.kind !== 'message') return;
  const { head, body } = decoded;
  if (!Buffer.isBuffer(body)) await renewBody(body, s3);
  // Another body came under a known event's id: that event's record is not this one's.
  const note = fromAttributes(attributes, receiveCount);
  if (note.reason === 'event-id-reused') return;
  const key = eventKey(head.integration, note.eventId || head.eventId);
  await records.closeAttempts(key, deadLetterId(text));
}

/** Written onto itself, an object begins its time anew. */
export async function renewBody({ bucket, key }: BodyReference, s3: S3Client): Promise<void> {
  try {
    await s3.send(
      new CopyObjectCommand({
        Bucket: bucket,
        Key: key,
        CopySource: `${bucket}/${key}`,
        MetadataDirective: 'REPLACE',
        ContentType: 'application/octet-stream',
      }),
    );
  } catch (error) {
    // The processor says of it what there is to say: `body-missing`.
    if (!(error instanceof NoSuchKey)) throw error;
  }
}
