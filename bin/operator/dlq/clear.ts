import { randomBytes } from 'node:crypto';
import { describeFilter } from '../../../lambdas/operations/dead-letter-filter.ts';
import { closeInterrupted, openOperation } from '../../../lambdas/operations/open-operation.ts';
import type {
  Operation,
  OperationCounts,
  SpokenWord,
} from '../../../lambdas/operations/operation.ts';
import { planClearing } from '../../../lambdas/operations/plan-clearing.ts';
import type { ClearingPlan } from '../../../lambdas/operations/plan-clearing.ts';
import { runOperation } from '../../../lambdas/operations/run-operation.ts';
import type { DeadLetterOffice } from '../../stage/dead-letter-office.ts';
import type { Progress } from '../../terminal/progress.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Choice } from './filter-options.ts';

/** What is asked of dead letters, of one integration after the other. */
export interface Clearing {
  readonly kind: Operation['kind'];
  readonly filter: Choice['filter'];
  readonly by: string;
  readonly why: string;
  /** What the operator has found out about a step of the one event that is meant. */
  readonly word?: SpokenWord;
  /** Done when the operation is on record and nothing is moved yet. */
  readonly prepare?: (operation: Operation) => Promise<void>;
  readonly perSecond: number;
  readonly despiteReturns: boolean;
  /** @default from the queue's size */
  readonly holdSeconds: number | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
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
  /** The index knows them, the queue did not give them. */
  readonly notMet: number;
  /** Died since the operation began; it leaves them alone. */
  readonly newer: number;
}

/** SQS tells its time to the second only. */
const secondMs = 1_000;

export async function planFor(
  integration: string,
  office: DeadLetterOffice,
  clearing: Omit<Clearing, 'signal'>,
): Promise<Planned> {
  const queue = await office.queue(integration);
  const plan = await whenSlow(clearing.progress, `Reading the index of ${integration}`, () =>
    planUpTo(Infinity, integration, office, clearing),
  );
  const { visible, hidden } = await queue.size();
  return { integration, plan, unlisted: Math.max(0, visible + hidden - plan.listed) };
}

/** Does it, or goes on with it where the same was interrupted. */
export async function clear(
  { integration, plan, unlisted }: Planned,
  office: DeadLetterOffice,
  clearing: Clearing,
): Promise<Cleared> {
  const { kind, filter, by, why, perSecond, despiteReturns, progress, signal } = clearing;
  const ports = await office.ports(integration, kind);
  const { at } = await ports.queue.size();
  const planOf = ({ cutoff }: Operation): Promise<ClearingPlan> =>
    planUpTo(cutoff, integration, office, clearing);
  const { operation, resumed, interruptedBefore } = await openOperation(
    office.operations,
    { kind, integration, filter, by, why, word: clearing.word },
    Date.now(),
    at + secondMs,
    randomBytes(3).toString('hex'),
    async (interrupted) => unlisted === 0 && (await planOf(interrupted)).chosen === 0,
  );
  if (resumed) {
    progress.say(
      `Going on with the ${kind} of ${describeFilter(filter)} in ${integration} that began ${operation.id.slice(0, 19)}Z.`,
    );
  }
  await clearing.prepare?.(operation);
  const current = resumed ? await planOf(operation) : plan;
  const verb = kind === 'replay' ? 'Replaying' : 'Discarding';
  const result = await whenSlow(progress, `${verb} dead letters of ${integration}`, (detail) => {
    const tell = sparingly(detail);
    return runOperation(
      {
        operation,
        plan: current,
        sweepAll: interruptedBefore || unlisted > 0,
        despiteReturns,
        perSecond,
        holdSeconds: clearing.holdSeconds,
        signal,
        onProgress: ({ done }) => {
          tell(`${String(done)} of ${String(current.messages + operation.counts.done)}`);
        },
      },
      office.operations,
      ports,
    );
  });
  return {
    integration,
    operation: operation.id,
    resumed,
    interrupted: result.interrupted,
    counts: result.counts,
    notMet: result.interrupted ? 0 : result.notMet,
    newer: current.newer,
  };
}

/** Where there is nothing to do. */
export function nothingToClear(
  { integration }: Planned,
  office: DeadLetterOffice,
  { kind, filter, word }: Clearing,
): Promise<void> {
  return closeInterrupted(office.operations, { kind, integration, filter, word }, Date.now());
}

function planUpTo(
  cutoff: number,
  integration: string,
  { book }: DeadLetterOffice,
  { kind, filter, despiteReturns, word }: Omit<Clearing, 'signal'>,
): Promise<ClearingPlan> {
  const settled = word !== undefined;
  return planClearing(book, integration, kind, filter, despiteReturns, cutoff, settled);
}

/** Once a second: where there is no terminal, each call is a line of its own. */
function sparingly(tell: (text: string) => void): (text: string) => void {
  let lastAt = 0;
  return (text) => {
    if (performance.now() - lastAt < 1_000) return;
    lastAt = performance.now();
    tell(text);
  };
}
