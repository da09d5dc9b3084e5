import type { HealthWindow } from './health-window.ts';
import { slotIndex, slotMs, type Slot } from './slot.ts';
import { failureRateRule, type Counts } from './trip-rules.ts';

/** What an environment knows of the others: the newest slots, newest first. */
export interface FleetView {
  readonly at: number;
  readonly slots: readonly Slot[];
}

/** Nobody else is known. */
export const noFleet: FleetView = { at: -Infinity, slots: [] };

/**
 * All that is known of the last `windowMs`: what this environment saw itself, to the call, and what the
 * others told. The window ends with the slot of now, which has only begun.
 */
export function countsWithin(
  windowMs: number,
  now: number,
  environment: string,
  own: HealthWindow,
  { slots }: FleetView,
): Counts {
  const first = firstIndex(windowMs, now);
  const seen = own.since(first);
  const others = slots.filter(({ epoch, index }) => epoch === own.epoch && index >= first);
  const environments = new Set([environment, ...others.flatMap((slot) => [...slot.environments])]);
  const failing = new Set(others.flatMap((slot) => [...slot.failing]));
  if (seen.failed > 0) failing.add(environment);
  return {
    failed: others.reduce((sum, slot) => sum + othersIn(slot, own).failed, seen.failed),
    alive: others.reduce((sum, slot) => sum + othersIn(slot, own).alive, seen.alive),
    environments: environments.size,
    failing: failing.size,
  };
}

/** What others told of a slot. Not below zero: a read may miss what this environment told a moment ago. */
export function othersIn(slot: Slot, own: HealthWindow): { failed: number; alive: number } {
  const told = own.toldOf(slot.index);
  return {
    failed: Math.max(0, slot.failed - told.failed),
    alive: Math.max(0, slot.alive - told.alive),
  };
}

/** How big the fleet is and what moves it, as a measure of how much each environment should tell. */
export interface FleetSize {
  readonly callsPerSecond: number;
  readonly environments: number;
  /** Failures are the last that was told: whoever is answered now should say so. */
  readonly unanswered: boolean;
}

export const unknownFleet: FleetSize = { callsPerSecond: 0, environments: 1, unanswered: false };

export function sizeOf({ at, slots }: FleetView): FleetSize {
  const newest = slots[0];
  if (newest === undefined) return unknownFleet;
  const first = firstIndex(failureRateRule.windowMs, at);
  const recent = slots.filter(({ epoch, index }) => epoch === newest.epoch && index >= first);
  const oldest = recent.at(-1)?.index ?? newest.index;
  const seconds = Math.max(leastSpanMs, at - oldest * slotMs) / 1_000;
  const calls = recent.reduce((sum, { failed, alive }) => sum + failed + alive, 0);
  return {
    callsPerSecond: calls / seconds,
    // Never none: after a quiet time whoever asks is there itself.
    environments: Math.max(1, new Set(recent.flatMap((slot) => [...slot.environments])).size),
    unanswered: newest.failed > 0 && newest.alive === 0,
  };
}

/** A rate is not told from less: one report that stands for many calls would look like a rush. */
const leastSpanMs = 10_000;

function firstIndex(windowMs: number, now: number): number {
  return slotIndex(now) - windowMs / slotMs + 1;
}
