import type { FleetIntegration } from './fleet.ts';
import { wantedMapping, type Mapping, type WantedMapping } from './mapping.ts';
import type { IntegrationNote } from './notes.ts';
import { pauseIn, type Pause } from './pause.ts';
import type { Readings } from './readings.ts';
import { holdsEvents, viewUpstream, type UpstreamView } from './upstream-view.ts';

/** What one run of the governor makes of what it has found. */
export interface RunPlan {
  readonly upstreams: readonly UpstreamView[];
  readonly integrations: readonly IntegrationPlan[];
  /** Names of upstreams that have a hold queue, also of those that no integration calls any more. */
  readonly holdQueues: readonly string[];
  /** By upstream: since when its hold queue has not been found empty; ms since the epoch. */
  readonly heldSince: ReadonlyMap<string, number>;
}

export interface IntegrationPlan {
  readonly integration: FleetIntegration;
  /** In force. */
  readonly pause: Pause | undefined;
  readonly mapping: Mapping | undefined;
  readonly note: IntegrationNote;
  readonly wanted: WantedMapping;
  /** An operator's pause, and the time after it in which its events may still be hidden. */
  readonly stop: Stop | undefined;
  /** It has just been resumed: what has piled up goes through the hold queues of its upstreams. */
  readonly isResuming: boolean;
  /** Events wait for one of its upstreams, or one of its breakers could not be read. */
  readonly waits: boolean;
}

/** A time in which a queue was not read. Milliseconds since the epoch. */
export interface Stop {
  /** Of the first of several, where the queue did not come to rest for long between them. */
  readonly since: number;
  /** Undefined while it lasts. */
  readonly resumedAt?: number;
}

/** SQS hides an event at most this long: what a queue held before is seen by then. */
const longestHiddenMs = 12 * 60 * 60 * 1_000;
/** Lambda takes up to a minute to enable a mapping, and its pollers as long to find what waits. */
const resumingMs = 3 * 60_000;

/** The whole decision of one run. Pure. */
export function planRun(readings: Readings, now: number): RunPlan {
  const { fleet, notes, snapshots } = readings;
  const views = new Map<string, UpstreamView>();
  for (const upstream of fleet.upstreams) {
    const snapshot = snapshots.get(upstream.name);
    if (snapshot === undefined) continue;
    const note = notes.upstreams[upstream.name] ?? {};
    views.set(upstream.name, viewUpstream(upstream, snapshot, note));
  }
  const integrations = fleet.integrations.map((integration): IntegrationPlan => {
    const { name } = integration;
    const pause = pauseIn(readings.pauses.get(name), now);
    const note = notes.integrations[name] ?? {};
    const mapping = readings.mappings.get(name);
    const stop = stopOf(note, pause, mapping, now);
    return {
      ...{ integration, pause, note, stop, mapping },
      wanted: wantedMapping(integration, pause),
      isResuming: stop?.resumedAt !== undefined && now - stop.resumedAt < resumingMs,
      waits: integration.upstreams.some((upstream) => {
        const view = views.get(upstream);
        return view === undefined || holdsEvents(view, now);
      }),
    };
  });
  const holdQueues = [...readings.held.keys()].sort();
  const heldSince = new Map(
    [...readings.held]
      .filter(([, events]) => events > 0)
      .map(([name]) => [name, notes.upstreams[name]?.heldSince ?? now]),
  );
  return { integrations, upstreams: [...views.values()], holdQueues, heldSince };
}

function stopOf(
  { pausedSince, resumedAt }: IntegrationNote,
  pause: Pause | undefined,
  mapping: Mapping | undefined,
  now: number,
): Stop | undefined {
  if (pause !== undefined) return { since: pausedSince ?? pause.since };
  // Nothing has asked for it, or nothing remembers.
  if (mapping?.state === 'disabled') return { since: pausedSince ?? now, resumedAt: now };
  if (pausedSince === undefined || now - (resumedAt ?? now) >= longestHiddenMs) return undefined;
  return { since: pausedSince, resumedAt: resumedAt ?? now };
}

/** Names of the upstreams whose backlog a resumed integration works off. */
export function resumingUpstreams({ integrations }: RunPlan): ReadonlySet<string> {
  return new Set(
    integrations
      .filter(({ isResuming }) => isResuming)
      .flatMap(({ integration }) => integration.upstreams),
  );
}
