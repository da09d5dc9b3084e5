import type { WantedMapping } from './mapping.ts';

/**
 * What the governor remembers from one run to the next. What is lost of it costs a slower start or a
 * quicker one, never an event: each run begins with what it sees.
 */
export interface GovernorNotes {
  readonly upstreams: Readonly<Record<string, UpstreamNote>>;
  readonly integrations: Readonly<Record<string, IntegrationNote>>;
  /** Names of upstreams that have a hold queue, also of those that no integration calls any more. */
  readonly holdQueues?: readonly string[];
}

export interface UpstreamNote {
  /** Since when its breaker has not been closed; ms since the epoch. */
  readonly downSince?: number;
  /** Since when its hold queue has not been found empty; ms since the epoch. */
  readonly heldSince?: number;
}

export interface IntegrationNote {
  /** Since when it is paused, with one pause after the other; ms since the epoch. */
  readonly pausedSince?: number;
  /** Since when it is at work again; events that are hidden still may be as old as the pause. */
  readonly resumedAt?: number;
  /** What its mapping was told to be in the last run, where it was not. */
  readonly told?: WantedMapping;
}

export const noNotes: GovernorNotes = { upstreams: {}, integrations: {} };
