import { describe, expect, it } from '@jest/globals';
import { holdUntil, parkUntil } from '../../../lambdas/processor/hold-time.ts';

const now = Date.UTC(2026, 0, 1);
const minute = 60_000;
const longestOpenMs = 5 * minute;
const wait = (receiveCount: number, asked = 0, random = 0) => {
  const until = now + asked;
  const event = { until, longestOpenMs, receiveCount, now, random: () => random };
  return (holdUntil(event) - now) / minute;
};

describe('an event that a breaker holds', () => {
  it('is looked at soon at first, and seldom later', () => {
    expect([1, 2, 3, 299, 300].map((receives) => wait(receives))).toEqual([0, 5, 10, 10, 240]);
  });

  it('never comes back before the breaker looks again', () => {
    expect(wait(2, 7 * minute)).toBe(7);
  });

  it('does not come back together with all the others', () => {
    expect(wait(3, 0, 0.5)).toBe(12.5);
  });

  it('lasts for two weeks within the receives that SQS allows', () => {
    let waited = 0;
    let receives = 0;
    while (waited < 14 * 24 * 60) waited += wait((receives += 1), 0.5 * minute);
    expect(receives).toBeLessThan(1_000);
  });
});

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
