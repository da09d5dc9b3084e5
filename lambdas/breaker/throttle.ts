import type { Snapshot } from './snapshot.ts';

/** What a store does when an upstream asks to be left alone. Fenced by no epoch: it only ever grows. */
export function throttle(stored: Snapshot, until: number): Snapshot {
  return until > (stored.throttledUntil ?? 0) ? { ...stored, throttledUntil: until } : stored;
}
