import type { TripRule } from './breaker-event.ts';

/**
 * How an upstream has answered lately, as the whole fleet saw it. One for each circuit and environment;
 * what it sees it shares by rules of its own, so that a healthy fleet writes next to nothing.
 * Never throws: what cannot be shared is judged by what this environment saw itself.
 */
export interface Health {
  /**
   * Counts one call.
   *
   * @param epoch in which the call was admitted: it counts for that one only
   * @returns the rule that says by now that the upstream is down
   */
  record(result: 'alive' | 'failed', epoch: number): Promise<TripRule | undefined>;
  /**
   * Counts a 403.
   *
   * @returns whether enough distinct events met one, with no success between, to blame the credential
   */
  forbidden(eventId: string, epoch: number): Promise<boolean>;
  /** Whether anybody was answered well since then (ms since the Unix epoch), as far as is remembered. */
  answeredSince(since: number): Promise<boolean>;
}
