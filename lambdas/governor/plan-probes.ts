import { isProbeDue } from '../breaker/probe-due.ts';
import type { IntegrationView, Stand } from './stand.ts';
import { isDownForLong, type UpstreamView } from './upstream-view.ts';

export interface ProbeCandidate {
  readonly view: IntegrationView;
  readonly stand: Stand;
}

/**
 * Integrations whose processor may find out how an upstream is, best first. None where it is not yet
 * time, or where a person has decided.
 */
export function planProbes(
  { upstream, snapshot, downSince }: UpstreamView,
  candidates: readonly ProbeCandidate[],
  now: number,
): string[] {
  if (downSince === undefined || !isDue({ upstream, snapshot, downSince }, now)) return [];
  const isIsolated = snapshot.mode.kind === 'isolated';
  const idle = ({ view }: ProbeCandidate) => view.note.idleProbes?.[upstream.name]?.count ?? 0;
  return candidates
    .filter(({ view, stand }) => {
      if (!view.integration.upstreams.includes(upstream.name)) return false;
      if (stand.kind === 'stopped-by-person' || view.mapping === undefined) return false;
      // Whether there is another credential is found out without an event.
      if (isIsolated) return true;
      if (upstream.hasProbe) return isDownForLong({ upstream, snapshot, downSince }, now);
      // A mapping that is enabled brings events that find out by themselves.
      return stand.kind === 'stopped-by-breaker' && view.visible !== 0;
    })
    .sort((one, other) => idle(one) - idle(other) || compare(one.view, other.view))
    .map(({ view }) => view.integration.name);
}

function isDue({ upstream, snapshot }: UpstreamView, now: number): boolean {
  const { mode } = snapshot;
  // Whether there is another credential, the processor knows.
  if (mode.kind === 'isolated') return mode.credentialVersion !== undefined;
  return mode.kind === 'auto' && isProbeDue(snapshot, now, upstream.settings);
}

function compare(one: IntegrationView, other: IntegrationView): number {
  return one.integration.name < other.integration.name ? -1 : 1;
}
