import { describe, expect, it } from '@jest/globals';
import { unknownFleet, type FleetSize } from '../../../lambdas/breaker/fleet-view.ts';
import type { Tally } from '../../../lambdas/breaker/health-window.ts';
import { Reporting, reportingRules } from '../../../lambdas/breaker/reporting.ts';
import { seededRandom } from '../../../bin/bench/seeded-random.ts';

const { alertMs, alertReportEveryMs, longestDelayMs, leastSuccessesPerReport } = reportingRules;

type Result = 'alive' | 'failed';
interface Call {
  readonly at: number;
  readonly result: Result;
}

/** What an environment tells of its calls, one after the other. */
function told(calls: readonly Call[], fleet: FleetSize = unknownFleet, seed = 1): Tally[] {
  const reporting = new Reporting(seededRandom(seed));
  return calls.flatMap(({ at, result }) => reporting.note(result, at, fleet) ?? []);
}

function total(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, one) => ({ failed: sum.failed + one.failed, alive: sum.alive + one.alive }),
    { failed: 0, alive: 0 },
  );
}

function callsEvery(ms: number, count: number, result: (index: number) => Result): Call[] {
  return Array.from({ length: count }, (_, index) => ({ at: index * ms, result: result(index) }));
}

const big: FleetSize = { callsPerSecond: 1_000, environments: 1_000, unanswered: false };

describe('a healthy environment', () => {
  it('tells of one success in twenty, and that one stands for all of them', () => {
    const tallies = told(callsEvery(250, 2_000, () => 'alive'));
    expect(tallies).toHaveLength(100);
    expect(total(tallies)).toEqual({ failed: 0, alive: 2_000 });
  });

  it('tells less in a busy fleet, which as a whole tells enough', () => {
    const perEnvironment = 1_000;
    const tallies = Array.from({ length: 50 }, (_, seed) =>
      told(
        callsEvery(1_000, perEnvironment, () => 'alive'),
        big,
        seed,
      ),
    ).flat();
    expect(tallies).toHaveLength(200);
    expect(total(tallies).alive).toBe(50 * perEnvironment);
  });

  it('counts right while the fleet grows', () => {
    let shared = 0;
    for (let seed = 0; seed < 400; seed += 1) {
      const reporting = new Reporting(seededRandom(seed));
      for (let call = 0; call < 50; call += 1) {
        const fleet = { ...big, callsPerSecond: call < 25 ? 0 : 1_000 };
        shared += reporting.note('alive', call * 10_000, fleet)?.alive ?? 0;
      }
    }
    expect(shared / (400 * 50)).toBeCloseTo(1, 0.5);
  });

  it('says at once that it was answered, where failures are the last that was told', () => {
    expect(told([{ at: 0, result: 'alive' }], { ...unknownFleet, unanswered: true })).toEqual([
      { failed: 0, alive: 1 },
    ]);
  });
});

describe('an environment that meets a failure', () => {
  it('tells of it at once', () => {
    expect(told([{ at: 0, result: 'failed' }])).toEqual([{ failed: 1, alive: 0 }]);
  });

  it('tells of its successes, too: not only failures shall be heard of', () => {
    const calls = callsEvery(250, 400, (index) => (index % 10 < 3 ? 'failed' : 'alive'));
    const { failed, alive } = total(told(calls));
    expect(failed / (failed + alive)).toBeCloseTo(0.3, 1);
    expect(failed + alive).toBeGreaterThan(390);
  });

  it('tells no more than one report in two seconds', () => {
    const tallies = told(callsEvery(100, 100, () => 'failed'));
    expect(tallies).toHaveLength(Math.ceil(10_000 / alertReportEveryMs));
    expect(total(tallies).failed).toBeGreaterThan(75);
  });

  it('leaves out what is old: it would count as of now', () => {
    const calls: Call[] = [
      { at: 0, result: 'failed' },
      { at: 500, result: 'alive' },
      { at: 600, result: 'alive' },
      { at: 500 + longestDelayMs, result: 'failed' },
    ];
    expect(told(calls)).toEqual([
      { failed: 1, alive: 0 },
      { failed: 1, alive: 1 },
    ]);
    expect(
      told([...callsEvery(250, 10, () => 'alive'), { at: 9_000, result: 'failed' }]).at(-1),
    ).toEqual({ failed: 1, alive: 0 });
  });

  it('tells of the next success, however long it takes', () => {
    const answeredAt = 60 * alertMs;
    const calls: Call[] = [
      { at: 0, result: 'failed' },
      { at: answeredAt, result: 'alive' },
      { at: answeredAt + 1, result: 'alive' },
    ];
    expect(told(calls)).toEqual([
      { failed: 1, alive: 0 },
      { failed: 0, alive: 1 },
    ]);
  });

  it('goes on where it was with what it tells in calm', () => {
    const failEvery = 15_000;
    const calls = callsEvery(250, 4_000, (index) =>
      (index * 250) % failEvery === 0 ? 'failed' : 'alive',
    );
    const successes = calls.filter(({ result }) => result === 'alive').length;
    expect(total(told(calls)).alive / successes).toBeGreaterThan(0.9);
    expect(total(told(calls)).alive / successes).toBeLessThan(1.1);
  });
});

describe('a thousand environments that all meet failures', () => {
  it('tell about twenty times a second, and right on the whole', () => {
    const seconds = 60;
    const tallies = Array.from({ length: 1_000 }, (_, seed) =>
      told(
        callsEvery(alertReportEveryMs, seconds / 2, () => 'failed'),
        big,
        seed,
      ),
    ).flat();
    expect(tallies.length / seconds).toBeGreaterThan(15);
    expect(tallies.length / seconds).toBeLessThan(25);
    expect(total(tallies).failed / (1_000 * (seconds / 2))).toBeCloseTo(1, 0.5);
  });
});

it('never tells of more than one success in so many, whatever the traffic', () => {
  const calls = callsEvery(60_000, 1_000, () => 'alive');
  expect(told(calls).length).toBeLessThanOrEqual(1_000 / leastSuccessesPerReport);
});
