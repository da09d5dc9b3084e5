import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { benchBackoff } from '../../../bin/bench/backoff.ts';
import { backoffMs, backoffOf, defaultBackoff } from '../../../lambdas/upstream/backoff.ts';
import { retryBudget } from '../../../lambdas/upstream/retry-budget.ts';
import { fakeClock } from '../../support/fake-clock.ts';

describe('Backing off', () => {
  const most = () => 0.999_999;

  it('has the base, factor and cap of the guide, and full jitter, by default', () => {
    expect(defaultBackoff).toMatchObject({
      formula: 'full-jitter',
      baseMs: 1_000,
      factor: 2,
      capMs: 60_000,
    });
    const longest = [0, 1, 2, 3, 6, 100].map((n) => Math.round(backoffMs(defaultBackoff, n, most)));
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 60_000, 60_000]);
    expect(backoffMs(defaultBackoff, 5, () => 0)).toBe(0);
  });

  it('follows the guide’s formula where that is chosen, which stops spreading at the cap', () => {
    const guide = backoffOf({ formula: 'guide' });
    expect([0, 1, 2, 3].map((n) => backoffMs(guide, n, () => 0.5))).toEqual([
      1_500, 2_500, 4_500, 8_500,
    ]);
    expect([backoffMs(guide, 6, () => 0), backoffMs(guide, 6, most)]).toEqual([60_000, 60_000]);
  });

  it('serves a thousand clients at least five times sooner with full jitter', async () => {
    const { formulas } = await benchBackoff();
    const [full, guide] = formulas.map(({ secondsUntilAllServed }) => secondsUntilAllServed);
    expect(guide).toBeGreaterThan(5 * (full ?? 0));
  });

  it('has the figures that its decision record shows', async () => {
    const { formulas } = await benchBackoff();
    const record = readFileSync('docs/adr/0030-full-jitter.md', 'utf8');
    const rows = [...record.matchAll(/^\| `(.+?)`.*$/gm)].map(([row]) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.replaceAll(/[`,s ]/g, '')),
    );
    expect(rows).toEqual(
      formulas.map(({ name, ...figures }) => [name, ...Object.values(figures).map(String)]),
    );
  });
});

describe('A retry budget', () => {
  it('allows ten a minute, and a fifth of the requests', async () => {
    const clock = fakeClock();
    const budget = retryBudget(clock);
    const take = (times: number) =>
      Array.from({ length: times }, () => budget.takeRetry()).filter(Boolean).length;
    expect(take(50)).toBe(10);
    for (let request = 0; request < 100; request += 1) budget.countRequest();
    expect(take(50)).toBe(20);
    await clock.advance(65_000);
    expect(take(50)).toBe(10);
  });

  it('forgets each request and retry a minute after it', async () => {
    const clock = fakeClock(0);
    const budget = retryBudget(clock);
    for (let retry = 0; retry < 10; retry += 1) expect(budget.takeRetry()).toBe(true);
    await clock.advance(55_000);
    expect(budget.takeRetry()).toBe(false);
    await clock.advance(5_000);
    for (let retry = 0; retry < 10; retry += 1) expect(budget.takeRetry()).toBe(true);
    expect(budget.takeRetry()).toBe(false);
  });
});
