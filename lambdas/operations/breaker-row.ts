import { breakerActor } from '../breaker/breaker-actor.ts';
import { stateName } from '../breaker/snapshot.ts';
import type { Snapshot } from '../breaker/snapshot.ts';
import type { BreakerRow } from './holds.ts';

/** A circuit as people read it. */
export function breakerRow(upstream: string, snapshot: Snapshot): BreakerRow {
  const { mode, state, history } = snapshot;
  const row = { upstream, state: stateName(snapshot), since: null, by: null, why: null };
  if (mode.kind !== 'auto') {
    return {
      ...row,
      since: iso(mode.since),
      by: mode.by === breakerActor ? null : mode.by,
      why: mode.reason,
      until: 'until' in mode && mode.until !== undefined ? iso(mode.until) : null,
    };
  }
  if (state.kind === 'closed') return { ...row, until: null };
  const opened = history.findLast(({ to }) => to === 'open');
  return {
    ...row,
    since: iso(state.since),
    why: opened?.reason ?? null,
    until: state.kind === 'open' ? iso(state.since + state.openForMs) : null,
  };
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
