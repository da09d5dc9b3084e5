import type { Snapshot } from './snapshot.ts';

/**
 * How long an environment goes by a snapshot before it reads again, in ms. A stale one never makes a wrong transition
 * (its epoch is old); it only costs calls that fail, or events that wait a little longer.
 */
export function freshForMs({ mode, state, drainingUntil }: Snapshot): number {
  const isCalm = mode.kind === 'auto' && state.kind === 'closed' && drainingUntil === undefined;
  // Failures refresh it sooner: `minimumRefreshMs`. An event that is released must not meet an old view.
  return isCalm ? 10_000 : 1_000;
}

/** After a failure a snapshot older than this is read again. */
export const minimumRefreshMs = 1_000;
