import type { FleetIntegration } from './fleet.ts';
import type { IntegrationNote, Ramp } from './notes.ts';
import type { Pause } from './pause.ts';
import type { Mapping, WantedMapping } from './mapping.ts';
import { firstRamp, raised } from './ramp.ts';
import { isDownForLong, type UpstreamView } from './upstream-view.ts';

/** All that one run of the governor knows of one integration. */
export interface IntegrationView {
  readonly integration: FleetIntegration;
  /** In force. */
  readonly pause: Pause | undefined;
  /** Those that it calls; undefined where a breaker could not be read. */
  readonly upstreams: readonly UpstreamView[] | undefined;
  readonly mapping: Mapping | undefined;
  readonly note: IntegrationNote;
  /** Messages that could be received now; undefined where nobody could count them. */
  readonly visible: number | undefined;
}

/** How an integration ought to stand. */
export type Stand =
  /** As its definition says. */
  | { readonly kind: 'running' }
  | { readonly kind: 'stopped-by-person'; readonly pause: Pause }
  | { readonly kind: 'stopped-by-breaker'; readonly upstream: string }
  /** The upstream is down, but probes with its events never came to it: other events may. */
  | { readonly kind: 'trying'; readonly upstream: string; readonly ramp: Ramp }
  /** After it was stopped: more of it from run to run. */
  | { readonly kind: 'catching-up'; readonly ramp: Ramp }
  /** A breaker could not be read: left as it is. */
  | { readonly kind: 'unknown' };

/** Probes in a row that called nothing before other events may try. */
const mostIdleProbes = 3;

/**
 * How an integration ought to stand, by what is seen now. Nothing that happened before has a say but
 * how far a ramp has come, so that a lost run, a deployment or a hand on the mapping heals by itself.
 *
 * @param ceiling most environments while it catches up
 */
export function standOf(view: IntegrationView, ceiling: number, now: number): Stand {
  const { pause, upstreams, mapping, note } = view;
  if (pause !== undefined) return { kind: 'stopped-by-person', pause };
  if (upstreams === undefined) return { kind: 'unknown' };
  const down = upstreams.filter((upstream) => isHolding(upstream, view, now));
  const blocking = down.find((upstream) => !isIdle(upstream, note));
  if (blocking !== undefined) {
    return { kind: 'stopped-by-breaker', upstream: blocking.upstream.name };
  }
  const [idle] = down;
  if (idle !== undefined) return { kind: 'trying', upstream: idle.upstream.name, ramp: firstRamp };
  if (note.ramp === undefined) {
    // Nobody has asked for it to be disabled, or nobody remembers.
    return mapping?.state === 'disabled'
      ? { kind: 'catching-up', ramp: firstRamp }
      : { kind: 'running' };
  }
  const ramp = raised(note.ramp, { mapping, visible: view.visible, ceiling });
  return ramp === undefined ? { kind: 'running' } : { kind: 'catching-up', ramp };
}

/** What its mapping must be like for that; undefined where it is to be left alone. */
export function mappingFor(
  stand: Stand,
  { maxConcurrency }: FleetIntegration,
): WantedMapping | undefined {
  switch (stand.kind) {
    case 'running':
      return { kind: 'enabled', maximumConcurrency: maxConcurrency };
    case 'stopped-by-person':
    case 'stopped-by-breaker':
      return { kind: 'disabled' };
    case 'trying':
    case 'catching-up':
      return { kind: 'enabled', maximumConcurrency: stand.ramp.concurrency };
    case 'unknown':
      return undefined;
  }
}

/** What is remembered of its ramp: whatever stands still starts small. */
export function rampAfter(stand: Stand, before: Ramp | undefined): Ramp | undefined {
  switch (stand.kind) {
    case 'running':
      return undefined;
    case 'stopped-by-person':
    case 'stopped-by-breaker':
      return firstRamp;
    case 'trying':
    case 'catching-up':
      return stand.ramp;
    case 'unknown':
      return before;
  }
}

export function isAsWanted(mapping: Mapping, wanted: WantedMapping): boolean {
  if (wanted.kind === 'disabled') return mapping.state === 'disabled';
  return mapping.state === 'enabled' && mapping.maximumConcurrency === wanted.maximumConcurrency;
}

function isHolding(
  view: UpstreamView,
  { integration, note }: IntegrationView,
  now: number,
): boolean {
  if (integration.whenUpstreamDown === 'continue' || view.downSince === undefined) return false;
  // Whoever has just been let go is stopped at once: the outage is not over.
  return note.ramp !== undefined || isDownForLong(view, now);
}

/** Whether its events have shown that they do not come to the upstream. */
function isIdle({ upstream, snapshot }: UpstreamView, { idleProbes }: IntegrationNote): boolean {
  const idle = idleProbes?.[upstream.name];
  return idle !== undefined && idle.count >= mostIdleProbes && idle.epoch === snapshot.epoch;
}
