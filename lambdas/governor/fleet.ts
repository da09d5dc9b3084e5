import type { BreakerSettings } from '../breaker/breaker-settings.ts';

/**
 * What the governor and the functions of the dashboard know of a stage. Written at synth and bundled as
 * `#fleet`, as the verifier's routes are, so that it changes in the same deployment as the integrations do.
 */
export interface Fleet {
  readonly integrations: readonly FleetIntegration[];
  readonly upstreams: readonly FleetUpstream[];
}

export interface FleetIntegration {
  readonly name: string;
  /** Id of its provider. */
  readonly provider: string;
  /** Names of the upstreams that it calls. */
  readonly upstreams: readonly string[];
  /** Most processor environments at once, while nothing is out of the ordinary. */
  readonly maxConcurrency: number;
  readonly whenUpstreamDown: 'pause' | 'continue';
}

export interface FleetUpstream {
  readonly name: string;
  readonly settings: BreakerSettings;
  /** Calls a second of all integrations together, while events that have waited are let go. */
  readonly recoveryCallsPerSecond: number;
  /** It declares a call that only reads: it is asked without an event. */
  readonly hasProbe: boolean;
}
