import { isProbeDue } from '../breaker/probe-due.ts';
import { stateName, type Snapshot } from '../breaker/snapshot.ts';
import type { FleetUpstream } from './fleet.ts';

/** What is remembered of an upstream from one look to the next, while it is watched. */
export interface ReleaseProgress {
  /** Events released by the last look. */
  readonly released: number;
  /** Epoch of the breaker at the last look. */
  readonly epoch: number;
  /** When the last look was; milliseconds since the Unix epoch. */
  readonly at: number;
  /** Part of an event by which the last look fell short of the recovery rate. */
  readonly credit: number;
}

export type Release =
  /** Nothing may come back now. */
  | { readonly kind: 'hold' }
  /** The declared probe is to be sent. */
  | { readonly kind: 'ask' }
  /** So many events may try how the upstream is … */
  | { readonly kind: 'try'; readonly events: number }
  /** … or come back because it works. */
  | { readonly kind: 'drain'; readonly events: number; readonly credit: number };

/** The watch renews it; if the governor stops, new events wait no longer than this for those before them. */
export const drainMs = 180_000;
/** From release to call takes now more, now less: with this share no ten seconds exceed the recovery rate. */
const drainShare = 0.95;
/** A look that comes late may make up for so much. */
const longestGapMs = 2_000;
/** Events released by the first look after an upstream works again, at most. */
const firstRelease = 10;
/** Events that may try at once: those of the first look have not called the upstream. */
const mostTries = 64;

/**
 * When events come back from the hold queue of an upstream: the one place that decides it. Pure.
 *
 * A breaker that is due is tried by the events that arrive just then: one that fails joins the end of the line,
 * where they belong anyway. If none has called the upstream by the next look, one held event tries, and twice as
 * many at each look after it. An upstream that works gets twice as many from look to look, up to its recovery rate.
 */
export function planRelease(
  snapshot: Snapshot,
  { settings, hasProbe, recoveryCallsPerSecond }: FleetUpstream,
  before: ReleaseProgress | undefined,
  now: number,
): Release {
  const state = stateName(snapshot);
  if (state === 'isolated' || state === 'forced-open') return { kind: 'hold' };
  if (state !== 'forced-closed' && (snapshot.throttledUntil ?? 0) > now) return { kind: 'hold' };
  const isSameEpoch = before?.epoch === snapshot.epoch;
  if (state === 'closed' || state === 'forced-closed') {
    const elapsedMs = Math.min(longestGapMs, now - (before?.at ?? now - 1_000));
    const due = (drainShare * recoveryCallsPerSecond * elapsedMs) / 1_000 + (before?.credit ?? 0);
    const next = isSameEpoch ? Math.max(firstRelease, 2 * before.released) : firstRelease;
    return { kind: 'drain', events: Math.min(Math.floor(due), next), credit: due % 1 };
  }
  if (!isProbeDue(snapshot, now, settings)) return { kind: 'hold' };
  if (hasProbe) return { kind: 'ask' };
  return { kind: 'try', events: isSameEpoch ? Math.min(mostTries, 2 * before.released || 1) : 0 };
}
