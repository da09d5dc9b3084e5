/** What happens to a circuit. `id` is new with each event and becomes the id of the transition it makes. */
export type BreakerEvent =
  /** Somebody wants to call. */
  | Asked
  /** A rule says that the upstream is down. */
  | ({ readonly kind: 'tripped'; readonly rule: TripRule; readonly random: number } & Observed)
  /** The call of a lease holder has ended. */
  | ({
      readonly kind: 'probed';
      readonly caller: string;
      /** `neither`: it says nothing about the upstream. `busy`: alive, but not to be called. */
      readonly result: 'alive' | 'failed' | 'busy' | 'neither';
      readonly random: number;
    } & Observed)
  /** A credential was refused though it was fresh. */
  | ({
      readonly kind: 'credential-refused';
      readonly credentialVersion: string;
      readonly reason: string;
    } & Observed)
  /** A person stands above the breaker … */
  | ({ readonly kind: 'forced'; readonly to: ForcedMode } & Order)
  /** … and lets go of it. */
  | ({ readonly kind: 'released' } & Order)
  /** A person wants the upstream to be probed now. */
  | ({ readonly kind: 'hastened' } & Order);

export interface Asked {
  readonly kind: 'asked';
  readonly id: string;
  /** Unique to this call: two calls of one environment are two callers. */
  readonly caller: string;
  /** When this environment first saw the epoch, by its own clock: no clock of another can hold it up. */
  readonly epochSeenAt: number;
  /** Whether this call may be the one that finds out how the upstream is. */
  readonly mayProbe: boolean;
  /** How long a probe of this call may take, with what comes after it. */
  readonly leaseMs: number;
  /** Of the credential that the call bears, if it bears one. */
  readonly credentialVersion?: string | undefined;
}

/** Learnt from calls that were admitted in `epoch`: it says nothing about any later one. */
interface Observed {
  readonly id: string;
  readonly epoch: number;
}

export type ForcedMode =
  | { readonly kind: 'forced-open' | 'forced-closed'; readonly until?: number }
  /** Without a version only a person lifts it. */
  | { readonly kind: 'isolated'; readonly credentialVersion?: string };

interface Order {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
}

/**
 * Why a breaker opened. `failure-rate`: the guide's half of all calls in a minute. `hard-outage`: nearly
 * all of the last seconds. `exhausted`: an event used up its attempts, or ended in doubt, while nobody was answered.
 */
export type TripRule = 'failure-rate' | 'hard-outage' | 'exhausted';
