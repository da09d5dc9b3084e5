import type { DeadLetterQueue, Destination, ReceivedLetter } from './dead-letter-queue.ts';
import { judgeLetter } from './judge-letter.ts';
import type { Operation } from './operation.ts';
import type { Pace } from './pace.ts';
import { recognise } from './recognise.ts';
import type { RecognisingPorts } from './recognise.ts';

export interface ClearingPorts extends RecognisingPorts {
  readonly queue: DeadLetterQueue;
  /** The event's own queue for a replay, the archive for a discard. */
  readonly destination: Destination;
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

/**
 * Does with one batch of received messages what the operation asks. Each step is written down before
 * the next, so that whoever starts again after a crash anywhere repeats nothing but a send whose answer
 * was never seen: begun → stored for certain → noted as moved out → deleted.
 */
export async function clearBatch(
  letters: readonly ReceivedLetter[],
  task: BatchTask,
  ports: ClearingPorts,
): Promise<BatchResult> {
  const { queue, book, destination, clock } = ports;
  const { operation, despiteReturns, pace, signal } = task;
  const { integration } = operation;
  const judged = await recognise(letters, integration, ports);
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
