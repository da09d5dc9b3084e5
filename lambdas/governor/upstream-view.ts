import { stateName, type Snapshot } from '../breaker/snapshot.ts';
import type { FleetUpstream } from './fleet.ts';
import type { UpstreamNote } from './notes.ts';

/** One upstream and its breaker, as one run of the governor sees it. */
export interface UpstreamView {
  readonly upstream: FleetUpstream;
  readonly snapshot: Snapshot;
  /** Since when it has not been closed; undefined while calls pass. Ms since the epoch. */
  readonly downSince: number | undefined;
}

export function viewUpstream(
  upstream: FleetUpstream,
  snapshot: Snapshot,
  { downSince }: UpstreamNote,
): UpstreamView {
  return {
    upstream,
    snapshot,
    downSince: letsPass(snapshot) ? undefined : since(snapshot, downSince),
  };
}

/** Whether events wait for the upstream: it is down, has asked to be left alone, or is drained. */
export function holdsEvents({ snapshot }: Pick<UpstreamView, 'snapshot'>, now: number): boolean {
  const { throttledUntil = 0, drainingUntil = 0 } = snapshot;
  return !letsPass(snapshot) || throttledUntil > now || drainingUntil > now;
}

function letsPass(snapshot: Snapshot): boolean {
  const name = stateName(snapshot);
  return name === 'closed' || name === 'forced-closed';
}

/** @param remembered from an earlier run: a circuit forgets its oldest changes */
function since({ history, state, mode }: Snapshot, remembered: number | undefined): number {
  const left = history.findLast(({ from }) => from === 'closed' || from === 'forced-closed');
  if (left !== undefined) return left.at;
  const known = history[0]?.at ?? (mode.kind === 'auto' ? state.since : mode.since);
  return Math.min(known, remembered ?? Infinity);
}
