import type { Pace } from '../breaker/snapshot.ts';
import type { IntegrationNote } from './notes.ts';
import { pauseIn } from './pause.ts';
import { planPace } from './plan-pace.ts';
import type { WantedMapping } from './mapping.ts';
import { rampCeiling } from './ramp.ts';
import type { Readings } from './readings.ts';
import { mappingFor, rampAfter, standOf, type IntegrationView, type Stand } from './stand.ts';
import { viewUpstream, type UpstreamView } from './upstream-view.ts';

/** What one run of the governor makes of what it has found. */
export interface RunPlan {
  readonly upstreams: readonly UpstreamPlan[];
  readonly integrations: readonly IntegrationPlan[];
}

export interface UpstreamPlan {
  readonly view: UpstreamView;
  /** Undefined to leave it as it is. */
  readonly pace: Pace | 'none' | undefined;
}

export interface IntegrationPlan {
  readonly view: IntegrationView;
  readonly stand: Stand;
  readonly hold: Hold | undefined;
  /** Most environments while it catches up. */
  readonly ceiling: number;
  /** Undefined where the mapping is to be left alone. */
  readonly wanted: WantedMapping | undefined;
}

/** A time in which a queue was not read, or not to its end. Milliseconds since the epoch. */
export interface Hold {
  /** The first of several stops, where it did not come to rest for long between them. */
  readonly since: number;
  /** Since when it runs as its definition says; undefined while it stands still or catches up. */
  readonly atRestSince?: number;
}

/** SQS hides an event at most this long: what a queue held before is seen by then. */
const longestHiddenMs = 12 * 60 * 60 * 1_000;

/** The whole decision of one run. Pure. */
export function planRun(readings: Readings, now: number): RunPlan {
  const { fleet, notes, snapshots } = readings;
  const views = new Map<string, UpstreamView>();
  for (const upstream of fleet.upstreams) {
    const snapshot = snapshots.get(upstream.name);
    if (snapshot === undefined) continue;
    views.set(
      upstream.name,
      viewUpstream(upstream, snapshot, notes.upstreams[upstream.name] ?? {}),
    );
  }
  const integrations = fleet.integrations.map((integration): IntegrationPlan => {
    const { name } = integration;
    const upstreams = integration.upstreams.map((upstream) => views.get(upstream));
    const view: IntegrationView = {
      integration,
      pause: pauseIn(readings.pauses.get(name), now),
      upstreams: upstreams.every((one) => one !== undefined) ? upstreams : undefined,
      mapping: readings.mappings.get(name),
      note: notes.integrations[name] ?? ({} satisfies IntegrationNote),
      visible: readings.counts.get(name)?.visible,
    };
    const ceiling = rampCeiling(
      integration.maxConcurrency,
      sharesOf(integration.upstreams, readings),
    );
    const stand = standOf(view, ceiling, now);
    const hold = holdOf(view, stand, now);
    return { view, stand, hold, ceiling, wanted: mappingFor(stand, integration) };
  });
  return {
    integrations,
    upstreams: [...views.values()].map((view) => ({
      view,
      pace: planPace(view, usersOf(view, integrations), now),
    })),
  };
}

function holdOf({ note, pause }: IntegrationView, stand: Stand, now: number): Hold | undefined {
  if (rampAfter(stand, note.ramp) !== undefined) {
    return { since: note.heldSince ?? pause?.since ?? now };
  }
  const { heldSince, atRestSince = now } = note;
  if (heldSince === undefined || now - atRestSince >= longestHiddenMs) return undefined;
  return { since: heldSince, atRestSince };
}

/** Integrations that call an upstream, with how they ought to stand. */
export function plansOfUsers(
  { upstream }: Pick<UpstreamView, 'upstream'>,
  integrations: readonly IntegrationPlan[],
): IntegrationPlan[] {
  return integrations.filter(({ view }) => view.integration.upstreams.includes(upstream.name));
}

function usersOf(view: UpstreamView, integrations: readonly IntegrationPlan[]) {
  return plansOfUsers(view, integrations).map(
    ({ view: { integration, visible }, stand, ceiling }) => ({
      ...{ integration, visible, stand, ceiling },
    }),
  );
}

function sharesOf(upstreams: readonly string[], { fleet }: Readings) {
  return fleet.upstreams
    .filter(({ name }) => upstreams.includes(name))
    .map(({ name, recoveryCallsPerSecond }) => ({
      recoveryCallsPerSecond,
      users: fleet.integrations.filter((one) => one.upstreams.includes(name)).length,
    }));
}
