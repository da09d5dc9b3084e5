import { defaultBreakerSettings } from '../breaker/breaker-settings.ts';
import { stateName, type HistoryEntry, type Snapshot } from '../breaker/snapshot.ts';

export interface BreakerStatus {
  readonly upstream: string;
  readonly state: 'closed' | 'half-open' | 'open' | 'forced-open' | 'forced-closed' | 'isolated';
  /** ISO 8601; null where it has no end that is known. */
  readonly until: string | null;
}

/** A breaker and who stands above it. */
export interface BreakerReading extends BreakerStatus {
  /** Who holds it, until when and why: `ada: their migration`; undefined where no person does. */
  readonly heldBy?: string | undefined;
  /** Since when it has been as it is; ms since the epoch. Undefined for one that has never left `closed`. */
  readonly since?: number | undefined;
  /** Why it came there, in the breaker's or the operator's words. */
  readonly reason?: string | undefined;
  /** What came before it was left open for a probe; undefined once a probe has failed, or if calls failed. */
  readonly awaitsProbe?: 'new-credential' | 'released' | undefined;
  /** Whether an isolated upstream has refused its credential, or there was none to send. */
  readonly credential?: 'refused' | 'absent' | undefined;
  /** The upstream asked for no calls until then; ms since the epoch. */
  readonly throttledUntil?: number | undefined;
  /** Events that have waited are released one after the other until then; ms since the epoch. */
  readonly drainingUntil?: number | undefined;
  /** Events in its hold queue, of all integrations; undefined where it was not looked at. */
  readonly heldEvents?: number | undefined;
}

/** One breaker at a glance. Its shape is an interface: `breaker list --json`. */
export interface BreakerRow extends BreakerStatus {
  /** ISO 8601; null for one that has never left `closed`. */
  readonly since: string | null;
  /** Who or what brought it there; empty for one that has never left `closed`. */
  readonly by: string;
  readonly reason: string;
  /** Names of the integrations that call it. */
  readonly integrations: readonly string[];
}

/** All there is to know of one. Its shape is an interface: `breaker show --json`. */
export interface BreakerDetails extends BreakerRow {
  /** Raised with each change; part of the id of its events. */
  readonly epoch: number;
  /** Openings in a row: a close younger than `peaceMs` does not end the row. */
  readonly openings: number;
  /**
   * How long it has to stay closed until its next opening is a first one again. Before that a trip opens it for
   * longer: twice as long as the last time, up to the longest opening.
   */
  readonly peaceMs: number;
  /** When the next opening is a first one again; ISO 8601. Null where it is one already, or the breaker is not closed. */
  readonly firstAgainAt: string | null;
  /** The upstream asked everybody to wait until then; ISO 8601. */
  readonly throttledUntil: string | null;
  /** Until then events that have waited are released one after the other, and others wait behind them; ISO 8601. */
  readonly drainingUntil: string | null;
  /** The last changes, newest last. */
  readonly history: readonly (Omit<HistoryEntry, 'at'> & { readonly at: string })[];
}

/** As `status` shows it. */
export function breakerStatus(upstream: string, snapshot: Snapshot): BreakerStatus {
  return { upstream, state: stateName(snapshot), until: time(endOf(snapshot)) };
}

export function breakerRow(
  upstream: string,
  snapshot: Snapshot,
  integrations: readonly string[],
): BreakerRow {
  const last = snapshot.history.at(-1);
  return {
    ...breakerStatus(upstream, snapshot),
    since: time(last?.at),
    by: last?.by ?? '',
    reason: last?.reason ?? '',
    integrations,
  };
}

export function breakerDetails(
  upstream: string,
  snapshot: Snapshot,
  integrations: readonly string[],
  now: number,
): BreakerDetails {
  const { epoch, openings, throttledUntil = 0, drainingUntil = 0, history } = snapshot;
  return {
    ...breakerRow(upstream, snapshot, integrations),
    epoch,
    openings,
    peaceMs: defaultBreakerSettings.peaceMs,
    firstAgainAt: time(firstAgainAt(snapshot, now)),
    throttledUntil: throttledUntil > now ? time(throttledUntil) : null,
    drainingUntil: drainingUntil > now ? time(drainingUntil) : null,
    history: history.map(({ at, ...change }) => ({ ...change, at: new Date(at).toISOString() })),
  };
}

function firstAgainAt({ openings, state }: Snapshot, now: number): number | undefined {
  if (openings === 0 || state.kind !== 'closed') return undefined;
  const at = state.since + defaultBreakerSettings.peaceMs;
  return at > now ? at : undefined;
}

/** When it is looked at again, or a person's word is over; ms since the epoch. */
function endOf({ mode, state }: Snapshot): number | undefined {
  switch (mode.kind) {
    case 'forced-open':
    case 'forced-closed':
      return mode.until;
    case 'isolated':
      return undefined;
    case 'auto':
      if (state.kind === 'open') return state.since + state.openForMs;
      return state.kind === 'half-open' ? state.lease?.endsAt : undefined;
  }
}

function time(moment: number | undefined): string | null {
  return moment === undefined ? null : new Date(moment).toISOString();
}
