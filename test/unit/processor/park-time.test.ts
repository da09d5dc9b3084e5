import { describe, expect, it } from '@jest/globals';
import { parkUntil } from '../../../lambdas/processor/park-time.ts';

const now = Date.UTC(2026, 0, 1);
const minute = 60_000;

describe('an event that is parked, whoever asked for it', () => {
  const parked = (receiveCount: number, askedMs: number) =>
    (parkUntil({ until: now + askedMs, receiveCount, now, random: () => 0 }) - now) / minute;

  it('comes back when it was asked to, for as long as it may', () => {
    expect([1, 99, 100, 300].map((receives) => parked(receives, minute / 3))).toEqual([
      1 / 3,
      1 / 3,
      5,
      30,
    ]);
    expect(parked(500, 60 * minute)).toBe(60);
  });

  it('lasts for two weeks within the receives that SQS allows, asked to come back each two seconds', () => {
    let waited = 0;
    let receives = 0;
    while (waited < 14 * 24 * 60) waited += parked((receives += 1), 2_000);
    expect(receives).toBeLessThan(1_000);
  });
});
