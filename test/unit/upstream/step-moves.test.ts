import { describe, expect, it } from '@jest/globals';
import { longestClockSkewMs } from '../../../lambdas/upstream/clock-skew.ts';
import { meansOf, nextMove, type Means } from '../../../lambdas/upstream/step-moves.ts';
import type { StepRecord } from '../../../lambdas/upstream/step-record.ts';

const hourMs = 3_600_000;
const now = 1_000 * hourMs;
const key = meansOf({ header: 'Idempotency-Key' }, {});
const neither = meansOf('none', {});
const lookup = meansOf('lookup', { lookup: () => undefined });

/** A step whose only request ended without telling, an hour ago. */
function record(changes: Partial<StepRecord>): StepRecord {
  return {
    ...{ step: 'create', upstream: 'crm', state: 'unsettled', generation: 3, key: 'k' },
    ...{ fingerprint: 'f', runId: 'run', revision: 2, requests: 1, doubtful: true },
    ...{ firstSentAt: now - hourMs, lastSentUntil: now - hourMs },
    failure: { kind: 'unclear' },
    ...changes,
  };
}

const move = (changes: Partial<StepRecord>, means: Means, at = now) =>
  nextMove(record(changes), means, at);

describe('What is done next about a step that may have acted', () => {
  it('is to repeat it under its key, in the same generation', () => {
    expect(move({}, key)).toEqual({ kind: 'send', generation: 3, fresh: false });
    expect(move({ state: 'started' }, key)).toMatchObject({ kind: 'send', fresh: false });
  });

  it('is nothing where it is known that only a person can tell, whatever its key would allow', () => {
    expect(move({ state: 'unknown', failure: { kind: 'rejected' } }, key)).toMatchObject({
      kind: 'stuck',
    });
  });

  it('is to let the run that started it come to its end, where only that one knows', () => {
    const until = now + 5_000;
    const started = { state: 'started', lastSentUntil: until } as const;
    expect(move(started, neither)).toEqual({ kind: 'wait', until });
    expect(move(started, neither, until)).toMatchObject({ kind: 'stuck' });
  });

  it('is to ask the upstream, once its "no" can be believed', () => {
    const until = now + 60_000 + longestClockSkewMs;
    expect(move({ lastSentUntil: now }, lookup)).toEqual({ kind: 'wait', until });
    expect(move({ lastSentUntil: now }, lookup, until)).toMatchObject({ kind: 'ask' });
    expect(move({ state: 'unknown' }, lookup)).toMatchObject({ kind: 'ask' });
  });

  it('is not to repeat it in the last minutes of its key: the request has to arrive in time', () => {
    const at = (agoMs: number) => move({ firstSentAt: now - agoMs }, key).kind;
    expect(at(24 * hourMs - 5 * 60_000 - 1)).toBe('send');
    expect(at(24 * hourMs - 5 * 60_000)).toBe('stuck');
  });

  it.each(['rejected', 'forbidden', 'malformed'] as const)(
    'is to ask first where the last answer was %s: the same key would bring it again',
    (kind) => {
      const both = meansOf({ header: 'Idempotency-Key' }, { lookup: () => undefined });
      expect(move({ failure: { kind } }, both)).toMatchObject({ kind: 'ask' });
    },
  );
});
