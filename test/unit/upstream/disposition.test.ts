import { describe, expect, it } from '@jest/globals';
import { disposition, type RunFacts } from '../../../lambdas/upstream/disposition.ts';
import type { GatedFailure } from '../../../lambdas/upstream/attempted.ts';

const now = Date.UTC(2026, 0, 1);
const facts: RunFacts = {
  now,
  attempt: 1,
  backoff: { formula: 'full-jitter', baseMs: 1_000, factor: 2, capMs: 60_000, attemptsHere: 2 },
  putOffMs: 10_000,
  random: () => 0,
  forbiddenMeans: 'resource',
};

/** Seconds until the event comes back. */
function waits(failed: Partial<GatedFailure>): number {
  const judged = disposition({ status: 429, ...failed } as GatedFailure, facts);
  if (judged.kind !== 'park') throw new Error(`It is ${judged.kind}.`);
  return (judged.until - now) / 1_000;
}

describe('an event that an upstream told when to come', () => {
  it('comes back after those that were held for its sake', () => {
    const retryAfterMs = 20_000;
    expect(waits({ failure: 'held-back', retryAfterMs })).toBe(20);
    expect(waits({ failure: 'busy', retryAfterMs })).toBe(30);
  });

  it('and that was told no time, holds up nobody and waits for nobody', () => {
    expect(waits({ failure: 'busy' })).toBe(30);
    expect(waits({ failure: 'busy', retryAfterMs: 30_000 })).toBe(40);
  });
});
