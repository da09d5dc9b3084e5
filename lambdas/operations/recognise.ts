import { deadLetterId } from '../dead-letters/dead-letter-id.ts';
import type { DeadLetterIndex } from '../dead-letters/dead-letter-index.ts';
import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import type { Clock } from '../runtime/clock.ts';
import type { DeadLetterBook } from './dead-letter-book.ts';
import type { ReceivedLetter } from './dead-letter-queue.ts';
import { entryOfLetter } from './letter-entry.ts';

export interface RecognisedLetter {
  readonly letter: ReceivedLetter;
  /** What the index knows of it, now. */
  readonly known: DeadLetter;
  /** False where the index did not know this message before. */
  readonly wasListed: boolean;
}

export interface RecognisingPorts {
  readonly book: DeadLetterBook;
  readonly index: DeadLetterIndex;
  readonly clock: Clock;
}

/** What the index knows of received messages; enters those that it does not know: the queue is the truth. */
export async function recognise(
  letters: readonly ReceivedLetter[],
  integration: string,
  { book, index, clock }: RecognisingPorts,
): Promise<RecognisedLetter[]> {
  const named = letters.map((letter) => ({ letter, id: deadLetterId(letter.text) }));
  const before = await book.read(
    integration,
    named.map(({ id }) => id),
  );
  const unknown = named.filter(({ letter, id }) => !hasMessage(before.get(id), letter.messageId));
  for (const { letter } of unknown) {
    await index.enter(entryOfLetter(integration, letter, clock.now()));
  }
  const entered = await book.read(
    integration,
    unknown.map(({ id }) => id),
  );
  return named.flatMap((one) => {
    const known = entered.get(one.id) ?? before.get(one.id);
    return known ? [{ letter: one.letter, known, wasListed: !unknown.includes(one) }] : [];
  });
}

function hasMessage(letter: DeadLetter | undefined, messageId: string): boolean {
  return letter !== undefined && [...letter.copies, ...letter.movedOut].includes(messageId);
}
