import { describe, expect, it } from '@jest/globals';
import { meansOf, type Means } from '../../../lambdas/upstream/step-moves.ts';
import { stepVerdict, type FailedStep } from '../../../lambdas/upstream/step-verdict.ts';
import { resultInWord, withWord } from '../../../lambdas/upstream/persons-word.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';

const now = Date.UTC(2026, 0, 1);
const withKey = meansOf({ header: 'Idempotency-Key' }, {});
const withLookup = meansOf('lookup', { lookup: () => undefined });

describe('A step that the upstream refuses', () => {
  const refusal = (doubtful: boolean): FailedStep => ({
    ...{ doubtful, firstSentAt: now, failure: { kind: 'rejected', status: 422 } },
  });
  const verdict = (doubtful: boolean, means: Means) => stepVerdict(refusal(doubtful), means, now);

  it('is refused if no earlier request may have acted', () => {
    expect(verdict(false, withKey).state).toBe('refused');
  });

  it('is unknown if one may have acted: a refused repeat says nothing about the first request', () => {
    expect(verdict(true, withKey)).toEqual({
      state: 'unknown',
      becomes: { kind: 'dead-letter', reason: 'outcome-unknown' },
    });
  });

  it('is looked up if one may have acted and the upstream can be asked', () => {
    expect(verdict(true, withLookup).becomes).toEqual({ kind: 'look-up-later' });
  });
});

it('A step that an operator sends again is no longer in doubt', () => {
  const record = { step: 'pay', state: 'unknown', doubtful: true, revision: 4 } as StepRecord;
  const word = { says: 'retry', by: 'ada', at: now, operation: 'op-1' } as const;
  expect(withWord(record, word, resultInWord(undefined))).toMatchObject({
    ...{ state: 'refused', doubtful: false, revision: 5, runId: 'op-1' },
  });
});
