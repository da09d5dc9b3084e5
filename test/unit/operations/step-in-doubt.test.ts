import { describe, expect, it } from '@jest/globals';
import { chooseStep } from '../../../lambdas/operations/step-in-doubt.ts';
import type { StepRecord, StepState } from '../../../lambdas/upstream/step-record.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

function steps(states: Readonly<Record<string, StepState>>): StepRecord[] {
  return Object.entries(states).map(([step, state]) => ({
    ...{ step, state, upstream: 'crm', generation: 1, key: 'k', fingerprint: 'f', runId: 'r' },
    ...{ revision: 2, requests: 1, doubtful: true, firstSentAt: now, lastSentUntil: now },
  }));
}
const choose = (states: Readonly<Record<string, StepState>>, name?: string) =>
  chooseStep(steps(states), name, 'done', now);

describe('The step that a person’s word is about', () => {
  it('is the one that is unknown, whatever else is open', () => {
    expect(choose({ a: 'completed', b: 'unknown', c: 'unsettled' })).toMatchObject({
      kind: 'step',
      record: { step: 'b' },
      stillUnknown: [],
    });
  });

  it('is the one that is open, where none is unknown', () => {
    expect(choose({ a: 'completed', b: 'unsettled' })).toMatchObject({ record: { step: 'b' } });
  });

  it('has to be named where there are several', () => {
    expect(choose({ a: 'unknown', b: 'unknown' })).toEqual({ kind: 'several', names: ['a', 'b'] });
    expect(choose({ a: 'unknown', b: 'unknown' }, 'b')).toMatchObject({
      record: { step: 'b' },
      stillUnknown: ['a'],
    });
  });

  it('is none where all are settled, and none that does not exist', () => {
    expect(choose({ a: 'completed', b: 'refused' })).toEqual({ kind: 'none', names: ['a', 'b'] });
    expect(choose({ a: 'unknown' }, 'b')).toEqual({ kind: 'none', names: ['a'] });
  });

  it('may be a completed one that is named, because its result is missing', () => {
    expect(choose({ a: 'completed' }, 'a')).toMatchObject({ kind: 'step' });
  });
});
