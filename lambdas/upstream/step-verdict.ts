import type { Disposition, UpstreamFailure } from '../contract/upstream-error.ts';
import { failurePolicy } from './failure-policy.ts';
import { onlyLookupTells, repeatIsSafe, type Means } from './step-moves.ts';
import type { StepFailure, StepRecord, StepState } from './step-record.ts';

/** What a failed step is recorded as, and what its event's way is. */
export interface StepVerdict {
  readonly state: Extract<StepState, 'ready' | 'unsettled' | 'refused' | 'unknown'>;
  readonly becomes:
    /** Nothing can have happened, or a repeat is safe. */
    | { readonly kind: 'as-any-call' }
    | { readonly kind: 'look-up-later' }
    | Extract<Disposition, { kind: 'dead-letter' }>;
}

/** A step whose last request failed. `doubtful` takes that request into account. */
export type FailedStep = Pick<StepRecord, 'doubtful' | 'firstSentAt'> & {
  readonly failure: StepFailure;
};

export function stepVerdict(failed: FailedStep, means: Means, now: number): StepVerdict {
  const { kind } = failed.failure;
  const refused = kind === 'rejected' || kind === 'forbidden';
  if (!failed.doubtful) {
    return { state: refused ? 'refused' : 'ready', becomes: { kind: 'as-any-call' } };
  }
  if (means.lookup && onlyLookupTells(failed.failure)) return lookUpLater;
  if (refused) return unknown;
  if (repeatIsSafe(failed, means, now)) {
    return { state: 'unsettled', becomes: { kind: 'as-any-call' } };
  }
  return means.lookup ? lookUpLater : unknown;
}

/** Whether the failure leaves open that the upstream did what it was asked to. */
export function mayHaveActed(failure: UpstreamFailure): boolean {
  return failurePolicy[failure].acted === 'maybe';
}

const lookUpLater: StepVerdict = { state: 'unsettled', becomes: { kind: 'look-up-later' } };

const unknown: StepVerdict = {
  state: 'unknown',
  becomes: { kind: 'dead-letter', reason: 'outcome-unknown' },
};
