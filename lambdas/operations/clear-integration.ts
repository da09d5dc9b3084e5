import type { DeadLetterFilter } from './dead-letter-filter.ts';
import type { DeadLetterOffice } from './dead-letter-office.ts';
import { closeInterrupted, openOperation } from './open-operation.ts';
import type { Operation, OperationCounts, SpokenWord } from './operation.ts';
import { planClearing } from './plan-clearing.ts';
import type { ClearingPlan } from './plan-clearing.ts';
import { runOperation } from './run-operation.ts';

/** What is asked of dead letters, of one integration after the other. */
export interface Clearing {
  readonly kind: Operation['kind'];
  readonly filter: DeadLetterFilter;
  readonly by: string;
  readonly why: string;
  /** What a person has found out about a step of the one event that is meant. */
  readonly word?: SpokenWord;
  /** The one event that is meant is refused for good. */
  readonly undo?: true;
  /** Done when the operation is on record and nothing is moved yet. */
  readonly prepare?: (operation: Operation) => Promise<void>;
  readonly perSecond: number;
  readonly despiteReturns: boolean;
  /** @default from the queue's size */
  readonly holdSeconds: number | undefined;
}

type Choice = Pick<Clearing, 'kind' | 'filter' | 'despiteReturns' | 'word' | 'undo'>;

export interface Planned {
  readonly integration: string;
  readonly plan: ClearingPlan;
  /** Messages that the queue holds and the index does not know. */
  readonly unlisted: number;
}

export interface Cleared {
  readonly integration: string;
  readonly operation: string;
  readonly resumed: boolean;
  readonly interrupted: boolean;
  readonly counts: OperationCounts;
  /** Messages that the operation means and has not come to; 0 unless interrupted. */
  readonly remaining: number;
  /** The index knows them, the queue did not give them. */
  readonly notMet: number;
  /** Died since the operation began; it leaves them alone. */
  readonly newer: number;
}

export interface ClearingRun {
  /** Ends it between two batches. The same again within the hour goes on where it ended. */
  readonly signal: AbortSignal;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** A few random characters: two people may begin in the same millisecond. */
  readonly suffix: string;
  /** Told where it goes on with one that was interrupted. */
  readonly onResumed?: (operation: Operation) => void;
  /** Told after each batch: dead letters moved since the operation began, of how many. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** SQS tells its time to the second only. */
const secondMs = 1_000;

export async function planFor(
  integration: string,
  office: DeadLetterOffice,
  clearing: Choice,
): Promise<Planned> {
  const queue = await office.queue(integration);
  const plan = await planUpTo(Infinity, integration, office, clearing);
  const { visible, hidden } = await queue.size();
  return { integration, plan, unlisted: Math.max(0, visible + hidden - plan.listed) };
}

/** Does it, or goes on with it where the same was interrupted. */
export async function clear(
  { integration, plan, unlisted }: Planned,
  office: DeadLetterOffice,
  clearing: Clearing,
  { signal, now, suffix, onResumed, onProgress }: ClearingRun,
): Promise<Cleared> {
  const { kind, filter, by, why, word, undo, despiteReturns } = clearing;
  const ports = await office.ports(integration, kind);
  const { at } = await ports.queue.size();
  const planOf = ({ cutoff }: Operation): Promise<ClearingPlan> =>
    planUpTo(cutoff, integration, office, clearing);
  const { operation, resumed, interruptedBefore } = await openOperation(
    office.operations,
    { kind, integration, filter, by, why, word, undo },
    now,
    at + secondMs,
    suffix,
    async (interrupted) => unlisted === 0 && (await planOf(interrupted)).chosen === 0,
  );
  if (resumed) onResumed?.(operation);
  await clearing.prepare?.(operation);
  const current = resumed ? await planOf(operation) : plan;
  const result = await runOperation(
    {
      operation,
      plan: current,
      sweepAll: interruptedBefore || unlisted > 0,
      despiteReturns,
      perSecond: clearing.perSecond,
      holdSeconds: clearing.holdSeconds,
      signal,
      onProgress: ({ done }) => onProgress?.(done, current.messages + operation.counts.done),
    },
    office.operations,
    ports,
  );
  return {
    integration,
    operation: operation.id,
    resumed,
    interrupted: result.interrupted,
    counts: result.counts,
    remaining: result.interrupted ? result.notMet : 0,
    notMet: result.interrupted ? 0 : result.notMet,
    newer: current.newer,
  };
}

/** Where there is nothing to do: what was interrupted at its very end is over, too. */
export function nothingToClear(
  { integration }: Planned,
  { operations }: DeadLetterOffice,
  { kind, filter, word, undo }: Choice,
  now: number,
): Promise<void> {
  return closeInterrupted(operations, { kind, integration, filter, word, undo }, now);
}

function planUpTo(
  cutoff: number,
  integration: string,
  { book }: DeadLetterOffice,
  { kind, filter, despiteReturns, word, undo }: Choice,
): Promise<ClearingPlan> {
  const settled = word !== undefined || undo === true;
  return planClearing(book, integration, kind, filter, despiteReturns, cutoff, settled);
}
