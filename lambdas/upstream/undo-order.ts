import type { StepRecord, StepState } from './step-record.ts';

/** What refusing an event for good comes to, as far as the records of its steps tell. */
export interface UndoOrder {
  /** While there is one, nothing is taken back. */
  readonly doubtful: readonly StepRecord[];
  /** Completed and with an undo, in the order in which they are taken back: the last one first. */
  readonly toUndo: readonly StepRecord[];
  /** Completed without an undo: they stay done. */
  readonly forGood: readonly StepRecord[];
}

/** A step that is only vouched for has no undo yet: that is made of its checked result. */
const inDoubt: ReadonlySet<StepState> = new Set(['started', 'unsettled', 'unknown', 'vouched']);

export function undoOrder(all: readonly StepRecord[]): UndoOrder {
  const steps = all.filter(({ step }) => !isUndo(step));
  const completed = steps.filter(({ state }) => state === 'completed');
  return {
    doubtful: steps.filter(({ state }) => inDoubt.has(state)),
    toUndo: completed
      .filter(({ undo }) => undo !== undefined)
      .sort((one, other) => (other.completion ?? 0) - (one.completion ?? 0)),
    forGood: completed.filter(({ undo }) => undo === undefined),
  };
}

/** Each generation of a step has an undo of its own. No handler can name a step so. */
export function undoName({ step, generation }: StepRecord): string {
  return `undo:${step}:${generation}`;
}

function isUndo(step: string): boolean {
  return step.startsWith('undo:');
}
