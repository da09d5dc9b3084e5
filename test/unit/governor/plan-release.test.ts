import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { untouched, type Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import {
  planRelease,
  type Release,
  type ReleaseProgress,
} from '../../../lambdas/governor/plan-release.ts';
import { fleetUpstream, opened } from '../../support/governor-world.ts';

const now = Date.UTC(2026, 0, 1);
const closed: Snapshot = { ...untouched, epoch: 3, state: { kind: 'closed', since: now } };
const ordered = { by: 'ada', reason: 'why', since: now };

const plan = (snapshot: Snapshot, before?: ReleaseProgress, changes = {}): Release =>
  planRelease(snapshot, fleetUpstream(changes), before, now);
const after = (released: number, { epoch }: Snapshot, agoMs = 1_000): ReleaseProgress => ({
  ...{ released, epoch, credit: 0, at: now - agoMs },
});

describe('events that wait for an upstream', () => {
  it('stay where they are until its breaker is due', () => {
    expect(plan(opened(now, 29_999))).toEqual({ kind: 'hold' });
    expect(plan(opened(now, 30_000)).kind).toBe('try');
  });

  it('leave the first try to events that arrive, then try one, two, four and so on while none has called it', () => {
    const due = opened(now, 30_000);
    expect(plan(due)).toEqual({ kind: 'try', events: 0 });
    expect(plan(due, after(0, due))).toEqual({ kind: 'try', events: 1 });
    expect(plan(due, after(1, due))).toEqual({ kind: 'try', events: 2 });
    expect(plan(due, after(64, due))).toEqual({ kind: 'try', events: 64 });
    expect(plan({ ...due, epoch: 2 }, after(64, due))).toEqual({ kind: 'try', events: 0 });
  });

  it('do not try where a probe is declared', () => {
    expect(plan(opened(now, 30_000), undefined, { hasProbe: true })).toEqual({ kind: 'ask' });
  });

  it('wait for as long as the upstream asks, a person holds it or its credential is refused', () => {
    const soon = { throttledUntil: now + 1 };
    expect(plan({ ...closed, ...soon })).toEqual({ kind: 'hold' });
    expect(plan(opened(now, 60_000, soon))).toEqual({ kind: 'hold' });
    expect(plan({ ...closed, mode: { kind: 'forced-open', ...ordered } }).kind).toBe('hold');
    expect(plan({ ...closed, mode: { kind: 'isolated', ...ordered } }).kind).toBe('hold');
  });

  it('go on where a person says so, whatever the upstream asks', () => {
    const forced = { ...closed, mode: { kind: 'forced-closed', ...ordered } as const };
    expect(plan({ ...forced, throttledUntil: now + 1 })).toMatchObject({ kind: 'drain' });
  });

  it('come back slowly at first, and a little slower than the recovery rate', () => {
    expect(plan(closed)).toMatchObject({ kind: 'drain', events: 10 });
    expect(plan(closed, after(10, closed))).toMatchObject({ kind: 'drain', events: 20 });
    expect(plan(closed, after(80, closed))).toMatchObject({ kind: 'drain', events: 95 });
    expect(plan(closed, after(80, closed, 250))).toMatchObject({ kind: 'drain', events: 23 });
    expect(plan(closed, after(500, closed, 60_000))).toMatchObject({ kind: 'drain', events: 190 });
  });

  it('keep to a rate of less than one a second', () => {
    let progress: ReleaseProgress | undefined;
    let released = 0;
    for (let second = 0; second < 100; second += 1) {
      const at = now + second * 1_000;
      const upstream = fleetUpstream({ recoveryCallsPerSecond: 0.25 });
      const release = planRelease(closed, upstream, progress, at);
      if (release.kind !== 'drain') throw new TypeError('The upstream works.');
      released += release.events;
      progress = { epoch: closed.epoch, at, released: release.events, credit: release.credit };
    }
    expect(released).toBe(23);
  });

  it('never exceed the recovery rate over any time, however the looks fall', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 2, maxLength: 50 }),
        fc.integer({ min: 1, max: 500 }),
        (gapsMs, recoveryCallsPerSecond) => {
          let at = now;
          let released = 0;
          let progress: ReleaseProgress | undefined;
          for (const gapMs of gapsMs) {
            at += gapMs;
            const upstream = fleetUpstream({ recoveryCallsPerSecond });
            const release = planRelease(closed, upstream, progress, at);
            if (release.kind !== 'drain') throw new TypeError('The upstream works.');
            released += release.events;
            progress = { epoch: 3, at, released: release.events, credit: release.credit };
          }
          const seconds = (at - now - (gapsMs[0] ?? 0)) / 1_000;
          expect(released).toBeLessThanOrEqual((seconds + 1) * recoveryCallsPerSecond);
        },
      ),
    );
  });
});
