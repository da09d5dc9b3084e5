import type { S3Client } from '@aws-sdk/client-s3';
import type { DeadLetterArchive } from '../dead-letters/dead-letter-archive.ts';
import { deadLetterId } from '../dead-letters/dead-letter-id.ts';
import { decodeMessage } from '../event/webhook-message.ts';
import type { Destination } from './dead-letter-queue.ts';
import { renewBody } from './replay-destination.ts';

/** Archives dead letters that nobody wants to run again, and what they refer to. */
export function discardDestination(
  integration: string,
  archive: DeadLetterArchive,
  s3: S3Client,
): Destination {
  return {
    async store(letters) {
      await Promise.all(
        letters.map(async ({ text }) => {
          const decoded = decodeMessage(text);
          if (decoded.kind === 'message' && !Buffer.isBuffer(decoded.body)) {
            await renewBody(decoded.body, s3);
          }
          await archive.keep(integration, deadLetterId(text), text);
        }),
      );
      return new Set(letters.map(({ messageId }) => messageId));
    },
  };
}
