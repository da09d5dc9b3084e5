import type { DeadLetterFilter } from './dead-letter-filter.ts';
import type { DeadLetterOffice } from './dead-letter-office.ts';
import { openOperation } from './open-operation.ts';
import type { Operation, OperationCounts } from './operation.ts';
import { planClearing } from './plan-clearing.ts';
import type { ClearingPlan } from './plan-clearing.ts';
import { runOperation } from './run-operation.ts';

/** What is asked of dead letters, of one integration after the other. */
export interface Clearing {
  readonly kind: Operation['kind'];
  readonly filter: DeadLetterFilter;
  readonly by: string;
  readonly why: string;
  readonly perSecond: number;
  readonly despiteReturns: boolean;
  /** @default from the queue's size */
  readonly holdSeconds: number | undefined;
}

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
  { kind, filter, despiteReturns }: Pick<Clearing, 'kind' | 'filter' | 'despiteReturns'>,
): Promise<Planned> {
  const queue = await office.queue(integration);
  const plan = await planClearing(office.book, integration, kind, filter, despiteReturns);
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
  const { kind, filter, by, why, despiteReturns } = clearing;
  const ports = await office.ports(integration, kind);
  const { at } = await ports.queue.size();
  const { operation, resumed } = await openOperation(
    office.operations,
    { kind, integration, filter, by, why },
    now,
    at + secondMs,
    suffix,
  );
  if (resumed) onResumed?.(operation);
  const current = resumed
    ? await planClearing(office.book, integration, kind, filter, despiteReturns, operation.cutoff)
    : plan;
  const result = await runOperation(
    {
      operation,
      plan: current,
      sweepAll: resumed || unlisted > 0,
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
