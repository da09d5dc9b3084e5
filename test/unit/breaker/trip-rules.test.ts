import { describe, expect, it } from '@jest/globals';
import { tripRule, type Counts } from '../../../lambdas/breaker/trip-rules.ts';

const nobody: Counts = { failed: 0, alive: 0, environments: 1, failing: 0 };

function counts(changes: Partial<Counts>): Counts {
  return { ...nobody, ...changes };
}

/** As one environment sees it that is alone: whatever failed, failed there. */
const alone = (failed: number, alive: number) =>
  counts({ failed, alive, failing: failed > 0 ? 1 : 0 });

describe('the failure rate of the last minute', () => {
  it.each([
    ['half of twenty calls', alone(10, 10), 'failure-rate'],
    ['less than half', alone(10, 11), undefined],
    ['too few calls to tell', alone(19, 0), undefined],
    [
      'half, in two of ten environments',
      { ...alone(50, 50), environments: 10, failing: 2 },
      'failure-rate',
    ],
    [
      'half, in one environment of two',
      { ...alone(50, 50), environments: 2, failing: 1 },
      undefined,
    ],
  ] as const)('%s', (_what, lastMinute, rule) => {
    expect(tripRule(lastMinute, nobody)).toBe(rule);
  });
});

describe('a hard outage in the last seconds', () => {
  const calm = counts({ alive: 1_000 });

  it.each([
    ['five failures of one environment that is alone', calm, alone(5, 0), 'hard-outage'],
    ['four of them', calm, alone(4, 0), undefined],
    ['eight of ten calls', calm, alone(8, 2), 'hard-outage'],
    ['seven of ten calls', calm, alone(7, 3), undefined],
    [
      'nine failures among several',
      { ...calm, environments: 2 },
      counts({ failed: 9, failing: 2 }),
      undefined,
    ],
    [
      'ten failures among several',
      { ...calm, environments: 2 },
      counts({ failed: 10, failing: 2 }),
      'hard-outage',
    ],
    [
      'one environment of two',
      { ...calm, environments: 2 },
      counts({ failed: 99, failing: 1 }),
      undefined,
    ],
    [
      'a quarter of the environments',
      { ...calm, environments: 40 },
      counts({ failed: 99, failing: 10 }),
      'hard-outage',
    ],
    [
      'fewer environments than that',
      { ...calm, environments: 40 },
      counts({ failed: 99, failing: 9 }),
      undefined,
    ],
  ] as const)('%s', (_what, lastMinute, lastSeconds, rule) => {
    expect(tripRule(lastMinute, lastSeconds)).toBe(rule);
  });
});
