/** What the fleet knows of one circuit (an upstream and its breaker) at one moment. Times are ms since the epoch. */
export interface Snapshot extends EpochFacts {
  /** The upstream asked everybody to stay away until then. Not bound to an epoch: it only ever grows. */
  readonly throttledUntil?: number;
  /**
   * Until then events that have waited are released one after the other, and every other event joins their
   * line. Not bound to an epoch: the governor renews it, and it ends by itself if the governor stops.
   */
  readonly drainingUntil?: number;
  /** Every change up to this epoch was published. Not bound to an epoch: whoever publishes says so. */
  readonly announcedEpoch?: number;
  /** Known to this environment alone, while the shared store does not answer; never written down. */
  readonly isOwn?: true;
}

/** All that a transition replaces as a whole. */
export interface EpochFacts {
  /** Raised by one with each transition; 0 before the first. */
  readonly epoch: number;
  /** Names the write that began this epoch: whoever sent it knows its own write again. */
  readonly transitionId: string;
  readonly state: State;
  readonly mode: Mode;
  /** Openings in a row; a close is forgotten as one only after a while of peace. */
  readonly openings: number;
  /** The last changes of what people see, newest last. */
  readonly history: readonly HistoryEntry[];
}

export type State =
  | { readonly kind: 'closed'; readonly since: number }
  | { readonly kind: 'open'; readonly since: number; readonly openForMs: number }
  | {
      readonly kind: 'half-open';
      /** When it opened. */
      readonly since: number;
      readonly openForMs: number;
      /** Probes in a row that went well. */
      readonly credits: number;
      /** Undefined while nobody probes. */
      readonly lease?: Lease;
    };

/** Who may probe, and until when nobody else may. */
export interface Lease {
  readonly owner: string;
  readonly endsAt: number;
  readonly lengthMs: number;
}

/** Who decides: the breaker itself, or something that stands above it. */
export type Mode =
  | { readonly kind: 'auto' }
  | ({
      readonly kind: 'forced-open' | 'forced-closed';
      /** Undefined where a person has to release it. */
      readonly until?: number;
    } & Ordered)
  /** The credential is dead: another one than this lifts it, or a person. */
  | ({ readonly kind: 'isolated'; readonly credentialVersion?: string } & Ordered);

/** Who said so, why, and when. */
export interface Ordered {
  readonly by: string;
  readonly reason: string;
  readonly since: number;
}

/** What people see of a breaker. */
export type BreakerStateName = State['kind'] | Exclude<Mode['kind'], 'auto'>;

export interface HistoryEntry {
  readonly epoch: number;
  readonly at: number;
  readonly from: BreakerStateName;
  readonly to: BreakerStateName;
  readonly by: string;
  readonly reason: string;
}

/** A circuit of which nothing is written down. */
export const untouched: Snapshot = {
  epoch: 0,
  transitionId: '',
  state: { kind: 'closed', since: 0 },
  mode: { kind: 'auto' },
  openings: 0,
  history: [],
};

/** A mode that stands above the breaker hides its state. */
export function stateName({ mode, state }: Pick<Snapshot, 'mode' | 'state'>): BreakerStateName {
  return mode.kind === 'auto' ? state.kind : mode.kind;
}
