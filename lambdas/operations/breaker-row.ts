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
  /** When it entered its current state; ms since the epoch. Undefined if it has never left `closed`. */
  readonly since?: number | undefined;
  /** The reason, as stated by the breaker or the operator. */
  readonly reason?: string | undefined;
  /** Why an open breaker waits for a probe; undefined if calls failed, or once a probe has failed. */
  readonly awaitsProbe?: 'new-credential' | 'released' | undefined;
  /** For an isolated upstream: whether it refused its credential, or no credential was available. */
  readonly credential?: 'refused' | 'absent' | undefined;
  /** The upstream asked for no calls until then; ms since the epoch. */
  readonly throttledUntil?: number | undefined;
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
  /** Openings in a row. */
  readonly openings: number;
  /** The upstream asked everybody to wait until then; ISO 8601. */
  readonly throttledUntil: string | null;
  /** Calls a second of each environment, while waiting events are let go. */
  readonly callsPerSecond: number | null;
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
  const { epoch, openings, throttledUntil = 0, pace, history } = snapshot;
  return {
    ...breakerRow(upstream, snapshot, integrations),
    epoch,
    openings,
    throttledUntil: throttledUntil > now ? time(throttledUntil) : null,
    callsPerSecond: pace !== undefined && pace.until > now ? pace.callsPerSecond : null,
    history: history.map(({ at, ...change }) => ({ ...change, at: new Date(at).toISOString() })),
  };
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
