import { othersIn, type FleetView } from './fleet-view.ts';
import type { HealthWindow } from './health-window.ts';
import { slotIndex } from './slot.ts';

/**
 * When 403s are blamed on the credential: so many distinct events met one with no success between. What
 * others were answered is told only now and then, so the last slots must be without it, too.
 */
export const forbiddenRule = { events: 3, slotsWithoutSuccess: 3 } as const;

export interface OwnForbidden {
  /** Hashes of ids of events that met a 403 since this environment's last success. */
  readonly events: ReadonlySet<string>;
  /** This environment's last success. */
  readonly aliveAt: number;
}

export function blamesCredential(
  { events, aliveAt }: OwnForbidden,
  now: number,
  own: HealthWindow,
  { slots }: FleetView,
): boolean {
  const ofEpoch = slots.filter(({ epoch }) => epoch === own.epoch);
  const answered = ofEpoch.find((slot) => othersIn(slot, own).alive > 0)?.index ?? -Infinity;
  if (answered > slotIndex(now) - forbiddenRule.slotsWithoutSuccess) return false;
  const since = Math.max(answered, slotIndex(aliveAt));
  const others = ofEpoch.filter(({ index }) => index > since);
  const all = new Set([...events, ...others.flatMap(({ forbidden }) => [...forbidden])]);
  return all.size >= forbiddenRule.events;
}
