import { createHash } from 'node:crypto';

/**
 * Names a dead letter by what it is: the queue message, which never changes on its way into the
 * dead-letter queue, out of it and in again. Settling one twice makes one entry; another body under a
 * known event id is another dead letter; and what nobody can read has a name too.
 */
export function deadLetterId(messageText: string): string {
  return createHash('sha256').update(messageText).digest('hex').slice(0, 24);
}
