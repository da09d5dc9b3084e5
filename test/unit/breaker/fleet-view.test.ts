import { describe, expect, it } from '@jest/globals';
import { countsWithin, sizeOf } from '../../../lambdas/breaker/fleet-view.ts';
import { blamesCredential } from '../../../lambdas/breaker/forbidden-rule.ts';
import { HealthWindow } from '../../../lambdas/breaker/health-window.ts';
import {
  addReport,
  emptySlot,
  slotIndex,
  slotMs,
  type Slot,
} from '../../../lambdas/breaker/slot.ts';

const now = Date.UTC(2026, 0, 1);
const index = slotIndex(now);
const epoch = 3;

/** What environments reported in the slot that is `ago` slots before now. */
const slot = (ago: number, ...reports: Parameters<typeof addReport>[1][]): Slot =>
  reports.reduce(addReport, emptySlot(epoch, index - ago));
const failed = (environment: string, count = 1) => ({ environment, failed: count, alive: 0 });
const alive = (environment: string, count = 1) => ({ environment, failed: 0, alive: count });

describe('What the fleet has seen within a window', () => {
  const counts = (slots: readonly Slot[], own = new HealthWindow(epoch, 30, now)) =>
    countsWithin(4 * slotMs, now, 'me', own, { at: now, slots });

  it('combines what this environment saw with what the others reported', () => {
    const own = new HealthWindow(epoch, 30, now);
    own.count('failed', now);
    const slots = [slot(0, failed('you', 2), alive('they', 5)), slot(1, alive('you', 1))];
    expect(counts(slots, own)).toEqual({ failed: 3, alive: 6, environments: 3, failing: 2 });
  });

  it('does not count its own reports a second time', () => {
    const own = new HealthWindow(epoch, 30, now);
    own.count('failed', now);
    own.told({ failed: 1, alive: 0 }, index);
    expect(counts([slot(0, failed('me'))], own)).toMatchObject({ failed: 1 });
    // A read that misses a recent report does not subtract anything.
    expect(counts([slot(0)], own)).toMatchObject({ failed: 1 });
  });

  it('ends with the slot of now and goes back the length of the window', () => {
    expect(counts([slot(3, failed('you'))]).failed).toBe(1);
    expect(counts([slot(4, failed('you'))]).failed).toBe(0);
  });

  it('does not include another epoch', () => {
    const before = { ...slot(0, failed('you')), epoch: epoch - 1 };
    expect(counts([before])).toEqual({ failed: 0, alive: 0, environments: 1, failing: 0 });
  });

  it('counts an environment as failing only for a failure', () => {
    expect(counts([slot(0, alive('you'))])).toMatchObject({ environments: 2, failing: 0 });
  });
});

describe('The size of a fleet', () => {
  it('is its calls per second over the time of its slots, and its environments', () => {
    const slots = [slot(0, alive('a', 40)), slot(10, alive('b', 60))];
    expect(sizeOf({ at: now, slots })).toEqual({
      ...{ callsPerSecond: 100 / 20, environments: 2, unanswered: false },
    });
  });

  it('counts as unanswered only while its newest slot has nothing but failures', () => {
    const unanswered = (...slots: Slot[]) => sizeOf({ at: now, slots }).unanswered;
    expect(unanswered(slot(0, failed('a')), slot(1, alive('b')))).toBe(true);
    expect(unanswered(slot(0, failed('a'), alive('b')))).toBe(false);
    expect(unanswered(slot(0, alive('b')), slot(1, failed('a')))).toBe(false);
  });
});

describe('A credential that several events got a 403 with', () => {
  const own = new HealthWindow(epoch, 30, now);
  const forbidden = (environment: string, event: string) => ({
    ...{ environment, failed: 0, alive: 0, forbidden: event },
  });
  const blames = (
    events: readonly string[],
    slots: readonly Slot[],
    aliveAt = -Infinity,
  ): boolean =>
    blamesCredential({ events: new Set(events), aliveAt }, now, own, { at: now, slots });

  it('is to blame from the third event on, in whichever environments they ran', () => {
    expect(blames(['a', 'b', 'c'], [])).toBe(true);
    expect(blames(['a'], [slot(1, forbidden('you', 'b'), forbidden('they', 'c'))])).toBe(true);
    expect(blames(['a'], [slot(1, forbidden('you', 'b'))])).toBe(false);
    expect(blames(['a', 'b'], [slot(1, forbidden('you', 'b'))])).toBe(false);
  });

  it('is not to blame for three slots after another environment was answered', () => {
    const events = ['a', 'b', 'c'];
    expect(blames(events, [slot(2, alive('you'))])).toBe(false);
    expect(blames(events, [slot(3, alive('you'))])).toBe(true);
  });

  it('is not to blame for 403s in other environments before this one got a success', () => {
    const others = slot(4, forbidden('you', 'b'), forbidden('you', 'c'));
    expect(blames(['a'], [others], now - 5 * slotMs)).toBe(true);
    expect(blames(['a'], [others], now - 4 * slotMs)).toBe(false);
  });

  it('is not to blame for 403s of another epoch', () => {
    const others = slot(1, forbidden('you', 'b'), forbidden('you', 'c'));
    expect(blames(['a'], [{ ...others, epoch: epoch - 1 }])).toBe(false);
  });
});
