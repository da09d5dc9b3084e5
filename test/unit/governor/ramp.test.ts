import { describe, expect, it } from '@jest/globals';
import { untouched, type Pace } from '../../../lambdas/breaker/snapshot.ts';
import { planPace, type PaceUser } from '../../../lambdas/governor/plan-pace.ts';
import type { Mapping } from '../../../lambdas/governor/mapping.ts';
import { raised, rampCeiling } from '../../../lambdas/governor/ramp.ts';
import type { Stand } from '../../../lambdas/governor/stand.ts';
import { viewUpstream } from '../../../lambdas/governor/upstream-view.ts';
import { fleetIntegration, fleetUpstream, opened } from '../../support/governor-world.ts';

const now = Date.UTC(2026, 0, 1);
const stopped: Stand = { kind: 'stopped-by-breaker', upstream: 'crm' };
const catchingUp = (concurrency: number): Stand => ({ kind: 'catching-up', ramp: { concurrency } });
const running: Stand = { kind: 'running' };

describe('a ramp', () => {
  it('has as many environments as the upstream’s rate is worth, shared among all that call it', () => {
    const rate = (recoveryCallsPerSecond: number, users = 1) =>
      rampCeiling(50, [{ recoveryCallsPerSecond, users }]);
    expect(rate(100)).toBe(25);
    expect(rate(100, 5)).toBe(5);
    expect(rate(1_000)).toBe(50);
    expect(rate(1)).toBe(2);
    expect(rampCeiling(50, [])).toBe(50);
    expect(
      rampCeiling(50, [
        { recoveryCallsPerSecond: 100, users: 1 },
        { recoveryCallsPerSecond: 40, users: 1 },
      ]),
    ).toBe(10);
  });

  it('doubles up to that, and no further', () => {
    const steps: (number | undefined)[] = [];
    let concurrency: number | undefined = 2;
    while (concurrency !== undefined && steps.length < 6) {
      steps.push(concurrency);
      const mapping: Mapping = { id: 'm', state: 'enabled', maximumConcurrency: concurrency };
      concurrency = raised({ concurrency }, { mapping, visible: 9_999, ceiling: 25 })?.concurrency;
    }
    expect(steps).toEqual([2, 4, 8, 16, 25, 25]);
  });
});

describe('the pace of an upstream', () => {
  const user = (stand: Stand, changes: Partial<PaceUser> = {}): PaceUser => ({
    integration: fleetIntegration(),
    stand,
    ceiling: 10,
    visible: 9_999,
    ...changes,
  });
  const well = (pace?: Pace) =>
    viewUpstream(fleetUpstream(), { ...untouched, ...(pace && { pace }) }, {});
  const down = viewUpstream(fleetUpstream(), opened(now, 600_000), {});
  const held: Pace = { callsPerSecond: 50, until: now + 60_000 };
  const perSecond = (pace: ReturnType<typeof planPace>) =>
    typeof pace === 'object' ? pace.callsPerSecond : pace;

  it('stands before anybody is let go', () => {
    expect(planPace(down, [user(stopped)], now)).toEqual({
      callsPerSecond: 50,
      until: now + 180_000,
    });
    expect(perSecond(planPace(down, [user(running)], now))).toBe(10);
  });

  it('is what the next step leaves to each environment', () => {
    expect(perSecond(planPace(well(), [user(catchingUp(2))], now))).toBe(25);
    expect(perSecond(planPace(well(), [user(catchingUp(4))], now))).toBe(12.5);
    expect(perSecond(planPace(well(), [user(catchingUp(8))], now))).toBe(10);
  });

  it('counts everybody who calls it, whether or not they were stopped', () => {
    const users = [user(catchingUp(2)), user(running), user(stopped)];
    expect(perSecond(planPace(well(), users, now))).toBe(100 / (4 + 10 + 2));
  });

  it('stays after a short outage for as long as something waits', () => {
    expect(perSecond(planPace(well(held), [user(running)], now))).toBe(10);
    expect(planPace(well(held), [user(running, { visible: 100 })], now)).toBe('none');
  });

  it('goes when all have caught up, and is nothing in peace', () => {
    expect(planPace(well(held), [user(running, { visible: 0 })], now)).toBe('none');
    expect(planPace(well(), [user(running)], now)).toBeUndefined();
    expect(planPace(well({ ...held, until: now }), [user(running)], now)).toBeUndefined();
  });

  it('never adds up to more than the upstream may get, whoever has heard of the last step only', () => {
    // What each environment may do by the word of one run, times the environments of the next.
    for (const ceiling of [2, 3, 10, 25]) {
      let concurrency = 2;
      let pace = perSecond(planPace(down, [user(stopped, { ceiling })], now)) as number;
      for (let run = 1; run <= 8; run += 1) {
        expect(pace * concurrency).toBeLessThanOrEqual(100);
        pace = perSecond(
          planPace(well(), [user(catchingUp(concurrency), { ceiling })], now),
        ) as number;
        concurrency = Math.min(2 * concurrency, ceiling);
      }
    }
  });
});
