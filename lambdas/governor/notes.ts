import type { WantedMapping } from './mapping.ts';

/**
 * What the governor remembers from one run to the next. What is lost of it costs a slower start or a
 * quicker one, never an event: each run begins with what it sees.
 */
export interface GovernorNotes {
  readonly upstreams: Readonly<Record<string, UpstreamNote>>;
  readonly integrations: Readonly<Record<string, IntegrationNote>>;
}

export interface UpstreamNote {
  /** Since when its breaker has not been closed; ms since the epoch. */
  readonly downSince?: number;
}

export interface IntegrationNote {
  /** It stands still, or catches up after it did. */
  readonly ramp?: Ramp;
  /** Since when that is so, with one stop after the other; ms since the epoch. */
  readonly heldSince?: number;
  /** Since when it is at rest again; events that are hidden still may be as old as the hold. */
  readonly atRestSince?: number;
  /** By upstream: probes that ran events to their end without calling it. */
  readonly idleProbes?: Readonly<Record<string, IdleProbes>>;
  /** What its mapping was told to be in the last run, where it was not. */
  readonly told?: WantedMapping;
}

/** How much of its concurrency an integration has again. */
export interface Ramp {
  readonly concurrency: number;
}

export interface IdleProbes {
  readonly count: number;
  /** Of the breaker: they count until somebody's call has moved it. */
  readonly epoch: number;
}

export const noNotes: GovernorNotes = { upstreams: {}, integrations: {} };
