import type { DeadLetterFilter } from './dead-letter-filter.ts';
import { nothingDone } from './operation.ts';
import type { Operation, SpokenWord } from './operation.ts';
import type { OperationStore } from './operation-store.ts';

/** What makes two operations the same. */
export interface OperationScope {
  readonly kind: Operation['kind'];
  readonly integration: string;
  readonly filter: DeadLetterFilter;
  readonly word?: SpokenWord | undefined;
  readonly undo?: true | undefined;
}

export interface OperationRequest extends OperationScope {
  readonly by: string;
  readonly why: string;
}

/** An operation that was interrupted longer ago than this is not gone on with: things have changed. */
const resumableMs = 60 * 60_000;
const mostLookedThrough = 50;

export interface OpenedOperation {
  readonly operation: Operation;
  /** It is the interrupted one, which is gone on with. */
  readonly resumed: boolean;
  /** One was interrupted within the hour, whether it is gone on with or turned out to be over. */
  readonly interruptedBefore: boolean;
}

/**
 * The record of what is about to be done: that of the same operation where it was interrupted within
 * the hour and has something left to do, else a new one.
 *
 * @param now milliseconds since the Unix epoch
 * @param sqsNow the same by SQS's clock, which tells what came back since
 * @param suffix a few random characters: two people may begin in the same millisecond
 * @param isOver whether an interrupted operation has nothing left to do: it ended between its last move
 * and the note of it. Gone on with, it would leave alone all that died since.
 */
export async function openOperation(
  store: OperationStore,
  request: OperationRequest,
  now: number,
  sqsNow: number,
  suffix: string,
  isOver: (interrupted: Operation) => Promise<boolean>,
): Promise<OpenedOperation> {
  const interrupted = await interruptedOperations(store, request, now);
  for (const operation of interrupted) {
    if (!(await isOver(operation))) return { operation, resumed: true, interruptedBefore: true };
    await store.note(operation.id, operation.counts, 'finished');
  }
  const { word, undo, ...facts } = request;
  const operation: Operation = {
    id: `${new Date(now).toISOString()}-${suffix}`,
    ...facts,
    ...(word && { word }),
    ...(undo && { undo }),
    startedAt: now,
    cutoff: sqsNow,
    state: 'running',
    counts: nothingDone,
  };
  await store.begin(operation);
  return { operation, resumed: false, interruptedBefore: interrupted.length > 0 };
}

/** Where there is nothing to do: an operation that was interrupted at its very end is over, too. */
export async function closeInterrupted(
  store: OperationStore,
  request: OperationScope,
  now: number,
): Promise<void> {
  for (const { id, counts } of await interruptedOperations(store, request, now)) {
    await store.note(id, counts, 'finished');
  }
}

/** The newest first. */
async function interruptedOperations(
  store: OperationStore,
  request: OperationScope,
  now: number,
): Promise<Operation[]> {
  return (await store.recent(mostLookedThrough)).filter(
    (operation) =>
      operation.state === 'running' &&
      now - operation.startedAt < resumableMs &&
      isSame(operation, request),
  );
}

function isSame(operation: Operation, request: OperationScope): boolean {
  return (
    operation.kind === request.kind &&
    operation.integration === request.integration &&
    keyOf(operation.filter) === keyOf(request.filter) &&
    keyOf(operation.word) === keyOf(request.word) &&
    operation.undo === request.undo
  );
}

function keyOf(choice: DeadLetterFilter | SpokenWord = {}): string {
  return JSON.stringify(
    Object.entries(choice)
      .filter(([, value]) => value !== undefined)
      .sort(),
  );
}
