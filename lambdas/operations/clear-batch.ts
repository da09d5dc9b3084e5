import { deadLetterId } from '../dead-letters/dead-letter-id.ts';
import type { DeadLetterIndex } from '../dead-letters/dead-letter-index.ts';
import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import type { Clock } from '../runtime/clock.ts';
import type { DeadLetterBook } from './dead-letter-book.ts';
import type { DeadLetterQueue, Destination, ReceivedLetter } from './dead-letter-queue.ts';
import { judgeLetter } from './judge-letter.ts';
import { entryOfLetter } from './letter-entry.ts';
import type { Operation } from './operation.ts';
import type { Pace } from './pace.ts';

export interface ClearingPorts {
  readonly queue: DeadLetterQueue;
  readonly book: DeadLetterBook;
  readonly index: DeadLetterIndex;
  /** The event's own queue for a replay, the archive for a discard. */
  readonly destination: Destination;
  readonly clock: Clock;
}

export interface BatchTask {
  readonly operation: Operation;
  readonly despiteReturns: boolean;
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

export interface BatchResult {
  /** Moved, and deleted from the dead-letter queue (or to be, by whoever receives it next). */
  readonly done: number;
  /** Of those, the ones that were in the index before. */
  readonly doneOfListed: number;
  readonly cleared: number;
  /** Receipt handles of those that stay. */
  readonly kept: readonly string[];
}

interface Judged {
  readonly letter: ReceivedLetter;
  readonly known: DeadLetter;
  readonly wasListed: boolean;
}

/**
 * Does with one batch of received messages what the operation asks. Each step is written down before
 * the next, so that whoever starts again after a crash anywhere repeats nothing but a send whose answer
 * was never seen: begun → stored for certain → noted as moved out → deleted.
 */
export async function clearBatch(
  letters: readonly ReceivedLetter[],
  task: BatchTask,
  { queue, book, index, destination, clock }: ClearingPorts,
): Promise<BatchResult> {
  const { operation, despiteReturns, pace, signal } = task;
  const { integration } = operation;
  const judged = await recognise(letters, integration, book, index, clock);
  const verdicts = judged.map(({ letter, known }) =>
    judgeLetter(letter, known, operation, despiteReturns),
  );
  const taken = judged.filter((_, at) => verdicts[at]?.kind === 'take');
  const toClear = judged.filter((_, at) => verdicts[at]?.kind === 'clear');

  if (taken.length > 0) await pace.wait(taken.length, signal);
  const what = operation.kind === 'replay' ? 'replayed' : 'discarded';
  const entry = {
    at: clock.now(),
    what,
    operation: operation.id,
    by: operation.by,
    why: operation.why,
  } as const;
  await Promise.all(taken.map(({ known }) => book.begin(known, entry)));
  const stored = await destination.store(taken.map(({ letter }) => letter));
  const done = taken.filter(({ letter }) => stored.has(letter.messageId));
  await Promise.all(done.map(({ known, letter }) => book.movedOut(known, letter.messageId)));
  await queue.remove([...done, ...toClear].map(({ letter }) => letter.receiptHandle));

  const gone = new Set([...done, ...toClear]);
  return {
    done: done.length,
    doneOfListed: done.filter(({ wasListed }) => wasListed).length,
    cleared: toClear.length,
    kept: judged.filter((one) => !gone.has(one)).map(({ letter }) => letter.receiptHandle),
  };
}

/** What the index knows of each message; enters those that it does not know. */
async function recognise(
  letters: readonly ReceivedLetter[],
  integration: string,
  book: DeadLetterBook,
  index: DeadLetterIndex,
  clock: Clock,
): Promise<Judged[]> {
  const idOf = new Map(letters.map((letter) => [letter, deadLetterId(letter.text)]));
  const before = await book.read(integration, [...idOf.values()]);
  const isKnown = (letter: ReceivedLetter): boolean => {
    const known = before.get(idOf.get(letter) ?? '');
    return [...(known?.copies ?? []), ...(known?.movedOut ?? [])].includes(letter.messageId);
  };
  const unknown = letters.filter((letter) => !isKnown(letter));
  for (const letter of unknown) {
    await index.enter(entryOfLetter(integration, letter, clock.now()));
  }
  const entered = await book.read(
    integration,
    unknown.map((letter) => idOf.get(letter) ?? ''),
  );
  return letters.flatMap((letter) => {
    const id = idOf.get(letter) ?? '';
    const known = entered.get(id) ?? before.get(id);
    return known ? [{ letter, known, wasListed: !unknown.includes(letter) }] : [];
  });
}
