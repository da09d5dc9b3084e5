import type { BreakerStatus, IntegrationReading } from './integration-status.ts';

/** What makes events of a stage wait on purpose: breakers of upstreams, and pauses by people. */
export interface StageHolds {
  /** Breakers of the upstreams that this integration calls. */
  breakersOf(integration: string): readonly BreakerStatus[];
  /** Who has stopped the work on this integration's queue; undefined where nobody has. */
  heldBy(integration: string): IntegrationReading['held'];
}

/**
 * Reads what is held. `status` and `doctor` know breakers and pauses from here alone.
 *
 * This version has neither, so that nothing is ever held on purpose.
 */
export function readHolds(): Promise<StageHolds> {
  return Promise.resolve({ breakersOf: () => [], heldBy: () => undefined });
}
