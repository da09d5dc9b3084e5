import type { DeadLetterReason } from '../processor/outcome.ts';

/** What each reason of a dead letter means. docs/architecture.md says the same. */
export const reasonWords: Readonly<Record<DeadLetterReason, string>> = {
  'handler-permanent': 'the handler threw `PermanentError`, or a person refused the event for good',
  'payload-mismatch': "the payload is not what the integration's schema says",
  'attempts-exhausted': 'all attempts failed, or each ended with its environment',
  'expired-waiting': 'it waited thirteen days, a day before its queue would have dropped it',
  'event-id-reused':
    'the unsigned id was seen before with other content, which no retry of its provider can have',
  'replay-suspected':
    'the signed content was seen before under another id, and the integration refuses that',
  'unreadable-message': "the queue's message is not one of ours",
  'body-missing': 'the stored body is gone, or is not the one that was stored',
  'upstream-rejected': 'an upstream gave a definite no',
  'upstream-malformed':
    'each attempt got a success response that is unreadable or does not match the schema',
  forbidden: 'an upstream answered 403 for this event',
  'outcome-unknown': 'a step may or may not have happened; a person decides',
  'undo-failed': 'taking completed steps back failed; what is left behind is named',
  'step-unreadable': "a done step's result is gone: too big to keep, or `response` has changed",
  'receive-limit': 'SQS itself redrove it after 1,000 receives; it has no note of ours',
};

/** Empty for a reason that only a newer version knows. */
export function wordsOfReason(reason: string): string {
  return reasonWords[reason as DeadLetterReason] ?? '';
}
