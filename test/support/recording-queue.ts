import type { DeadLetterNote } from '../../lambdas/processor/dead-letter.ts';
import type { EventQueue } from '../../lambdas/processor/event-queue.ts';

/**
 * A queue that remembers what it was told.
 *
 * @param call told of each action before it counts; its rejection is the queue's
 */
export function recordingQueue(call: (name: string) => Promise<void>) {
  const deadLetters: { text: string; note: DeadLetterNote }[] = [];
  const queue: EventQueue & { deadLetters: typeof deadLetters } = {
    deadLetters,
    hold: (_record, upstream) => call(`hold for ${upstream}`),
    hide: (receiptHandle, seconds) => call(`hide ${receiptHandle} for ${String(seconds)}`),
    async deadLetter(text, note) {
      await call(`dead-letter ${note.reason}`);
      return `m-${String(deadLetters.push({ text, note }))}`;
    },
  };
  return queue;
}
