import { deadLetterId } from '../dead-letters/dead-letter-id.ts';
import type { DeadLetterEntry } from '../dead-letters/dead-letter-index.ts';
import { dayMs, queueRetentionDays } from '../event/lifetimes.ts';
import { decodeMessage } from '../event/webhook-message.ts';
import { fromAttributes } from '../processor/dead-letter.ts';
import type { ReceivedLetter } from './dead-letter-queue.ts';

const movedBySqs =
  'SQS moved it after too many receives: its runs were lost with their environments, or it waited again and again.';

/**
 * The index's entry of a message that has none: SQS itself moved it, or settling could not write it.
 *
 * @param now stands for the time of death where nobody wrote it down; ms since the epoch
 */
export function entryOfLetter(
  integration: string,
  letter: ReceivedLetter,
  now: number,
): DeadLetterEntry {
  const decoded = decodeMessage(letter.text);
  const head = decoded.kind === 'message' ? decoded.head : undefined;
  const note = fromAttributes(letter.attributes, letter.receiveCount);
  return {
    ...note,
    ...(note.deadAt === undefined && { firstError: movedBySqs, lastError: movedBySqs }),
    integration,
    id: deadLetterId(letter.text),
    messageId: letter.messageId,
    deadAt: note.deadAt === undefined ? now : Date.parse(note.deadAt),
    // What SQS itself moves keeps the age it had in the queue before.
    lostAt: letter.enteredAt + queueRetentionDays * dayMs,
    // The note has the id under which the event ran, which the message may lack (`idWithContent`).
    eventId: note.eventId || (head?.eventId ?? ''),
    type: head?.type ?? note.type,
    correlationId: head?.correlationId ?? note.correlationId,
    provider: head?.provider ?? '',
    receivedAt: head?.receivedAt ?? 0,
  };
}
