import type { BreakerSettings } from '../../lambdas/breaker/breaker-settings.ts';

/** What a run of the model looks at. */
export interface Scope {
  readonly title: string;
  /** By how many ticks the clock of each environment is ahead. As many environments as numbers. */
  readonly clocks: readonly number[];
  readonly settings: BreakerSettings;
  /** In ticks. */
  readonly leaseMs: number;
  /** A person forces, isolates and releases. `late`: what was ordered lands some day, or never. */
  readonly operator?: 'at-once' | 'late' | undefined;
  /** The governor releases what is over its time, and lifts isolations before it has somebody probe. */
  readonly hasGovernor?: boolean;
  /** Upstreams refuse credentials, and somebody puts another one there. */
  readonly hasCredentials: boolean;
  /** Upstreams ask to be left alone. */
  readonly hasThrottling: boolean;
  /** How many states it may visit before it ends incomplete. */
  readonly mostStates: number;
}
