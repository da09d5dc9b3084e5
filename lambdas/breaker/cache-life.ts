import type { Random } from '../runtime/clock.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * How long an environment goes by a snapshot before it reads again, in ms. A stale one never makes a wrong transition
 * (its epoch is old); it only costs calls that fail, or events that wait a little longer.
 */
export function freshForMs({ mode, state }: Snapshot, random: Random): number {
  // Failures refresh it sooner: `minimumRefreshMs`.
  if (mode.kind === 'auto' && state.kind === 'closed') return 10_000;
  // A probe ends within moments, and after a release or with a new credential, calls must soon be tried.
  const endsSoon = mode.kind === 'auto' ? state.kind === 'half-open' : mode.kind === 'isolated';
  if (endsSoon) return 2_000 + 3_000 * random();
  return 15_000 + 15_000 * random();
}

/** After a failure a snapshot older than this is read again. */
export const minimumRefreshMs = 1_000;
