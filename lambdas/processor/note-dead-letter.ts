import { deadLetterId } from '../dead-letters/dead-letter-id.ts';
import type { DeadLetterEntry } from '../dead-letters/dead-letter-index.ts';
import { dayMs, queueRetentionDays } from '../event/lifetimes.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorText } from './dead-letter.ts';
import type { DeadLetterNote } from './dead-letter.ts';
import type { Outcome } from './outcome.ts';
import type { ProcessedRecord } from './processed-record.ts';

/** What travels with a dead letter. */
export function deadLetterNote(
  { record, head, counted }: ProcessedRecord,
  outcome: Outcome & { kind: 'dead-letter' },
  { integration, clock }: { readonly integration: string; readonly clock: Clock },
): DeadLetterNote {
  return {
    reason: outcome.reason,
    attempts: counted?.started.attempt ?? record.receiveCount,
    firstError: counted?.started.firstError ?? outcome.error,
    lastError: outcome.error,
    upstream: outcome.error.upstream ?? '',
    deadAt: clock.now(),
    integration,
    eventId: head?.eventId ?? '',
    type: head?.type ?? '',
    correlationId: head?.correlationId ?? '',
  };
}

/** What people read of it without receiving it. */
export function deadLetterEntry(
  { record, head }: ProcessedRecord,
  note: DeadLetterNote,
  messageId: string,
): DeadLetterEntry {
  return {
    ...note,
    id: deadLetterId(record.text),
    messageId,
    firstError: errorText(note.firstError),
    lastError: errorText(note.lastError),
    firstStack: note.firstError.stack ?? '',
    lastStack: note.lastError.stack ?? '',
    provider: head?.provider ?? '',
    receivedAt: head?.receivedAt ?? 0,
    lostAt: note.deadAt + queueRetentionDays * dayMs,
  };
}
