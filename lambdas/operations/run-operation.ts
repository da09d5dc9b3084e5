import { clearDeadLetters, holdSecondsFor } from './clear-dead-letters.ts';
import type { ClearingResult } from './clear-dead-letters.ts';
import type { ClearingPorts } from './clear-batch.ts';
import type { ClearingPlan } from './plan-clearing.ts';
import type { Operation, OperationCounts } from './operation.ts';
import type { OperationStore } from './operation-store.ts';

export interface OperationRun {
  readonly operation: Operation;
  readonly plan: ClearingPlan;
  /** Messages in the queue that the index does not know, or an interrupted run: see every one. */
  readonly sweepAll: boolean;
  readonly despiteReturns: boolean;
  readonly perSecond: number;
  /** @default from the queue's size */
  readonly holdSeconds?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (counts: OperationCounts) => void;
}

/** How often the record is told how far the operation is. */
const noteEveryMs = 5_000;

/** Carries an operation out and keeps its record. Its state stays `running` where it was interrupted. */
export async function runOperation(
  run: OperationRun,
  store: OperationStore,
  ports: ClearingPorts,
): Promise<ClearingResult & { readonly counts: OperationCounts }> {
  const { operation, plan } = run;
  const left = Object.fromEntries(plan.left.map(({ because, count }) => [because, count]));
  const countsAfter = ({ done, cleared }: { done: number; cleared: number }): OperationCounts => ({
    done: operation.counts.done + done,
    cleared: operation.counts.cleared + cleared,
    left,
  });
  const { visible, hidden } = await ports.queue.size();
  let notedAt = ports.clock.now();
  let noting = Promise.resolve();
  const result = await clearDeadLetters(
    {
      ...run,
      expected: plan.messages,
      holdSeconds: run.holdSeconds ?? holdSecondsFor(visible + hidden, run.perSecond),
      onProgress(progress) {
        const counts = countsAfter(progress);
        run.onProgress?.(counts);
        if (ports.clock.now() - notedAt < noteEveryMs) return;
        notedAt = ports.clock.now();
        noting = store.note(operation.id, counts, 'running').catch(() => undefined);
      },
    },
    ports,
  );
  await noting;
  const counts = countsAfter(result);
  await store.note(operation.id, counts, result.interrupted ? 'running' : 'finished');
  return { ...result, counts };
}
