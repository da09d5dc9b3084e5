/**
 * Every metric that Breakwater writes. Code adds no other (`Metrics`), and alarms, dashboard and the
 * cost page are made from this list, so none of them can wait for a metric that nobody writes.
 *
 * A metric is paid for in each hour in which it is written, once for each set of dimension values.
 * Hence three habits. What has nothing to say is not written: a gauge at rest, a count of none. A share
 * is written as samples of 0 and 1, so that one metric gives the rate (its average), how much it rests
 * on (its sample count) and the number (its sum), and no alarm has to add up metrics of which some may
 * be missing. A fleet's worst is the maximum of the same metric without the dimension.
 */
export const metricCatalog = {
  /** Events stored. A refusal for a wrong signature adds 0, so that both can be set against each other. */
  Accepted: { service: 'verifier', unit: 'Count', in: 'traffic', under: [['integration']] },
  /** Of all requests: 1 for one that was not let in, unless a rotated secret explains it; else 0. */
  RejectedShare: { service: 'verifier', unit: 'Count', in: 'traffic', under: [[]] },
  /** Under the integration where the URL names one that exists. */
  Rejected: {
    service: 'verifier',
    unit: 'Count',
    in: 'trouble',
    under: [['reason'], ['integration', 'reason']],
  },
  /**
   * How long one integration has had nothing but wrong signatures: since the first of at least five in
   * a row, as one environment saw them; 0 for what verifies in the hour after such a row, and in the first
   * day of a secret: it tells that the secret works. A provider whose secret was rotated looks like this; an attacker
   * beside a provider whose events keep arriving does not.
   */
  OnlyWrongSignaturesSeconds: {
    service: 'verifier',
    unit: 'Seconds',
    in: 'trouble',
    under: [[], ['integration']],
  },
  /** Requests answered 503. */
  VerifierFaults: { service: 'verifier', unit: 'Count', in: 'trouble', under: [[], ['reason']] },
  /** Signatures made with a secret that is being rotated out. */
  PreviousSecretMatched: {
    service: 'verifier',
    unit: 'Count',
    in: 'trouble',
    under: [['integration']],
  },

  /** Of the runs that ended the event or are counted as an attempt: 1 for one that failed, else 0. */
  FailedShare: { service: 'processor', unit: 'Count', in: 'traffic', under: [['integration']] },
  Retried: { service: 'processor', unit: 'Count', in: 'trouble', under: [['integration']] },
  Parked: { service: 'processor', unit: 'Count', in: 'trouble', under: [['integration']] },
  DeadLettered: {
    service: 'processor',
    unit: 'Count',
    in: 'trouble',
    under: [['integration'], ['integration', 'reason']],
  },
  Abandoned: { service: 'processor', unit: 'Count', in: 'trouble', under: [['integration']] },
  /** Events of types that the integration does not list; an event that is delivered again counts as a duplicate. */
  Ignored: { service: 'processor', unit: 'Count', in: 'trouble', under: [['integration']] },
  Duplicates: { service: 'processor', unit: 'Count', in: 'trouble', under: [['integration']] },
  ReplaySuspected: { service: 'processor', unit: 'Count', in: 'trouble', under: [['integration']] },

  /** Of the requests to an upstream: 1 for one that it failed to answer properly, else 0. */
  UpstreamFailedShare: {
    service: 'processor',
    unit: 'Count',
    in: 'traffic',
    under: [['upstream']],
  },
  UpstreamLatency: {
    service: 'processor',
    unit: 'Milliseconds',
    in: 'traffic',
    under: [['upstream']],
  },
  UpstreamRetries: { service: 'processor', unit: 'Count', in: 'trouble', under: [['upstream']] },
  /** Everything that was no success, by what became of it: a definite no (`rejected`) too. */
  UpstreamFailures: {
    service: 'processor',
    unit: 'Count',
    in: 'trouble',
    under: [['upstream', 'class']],
  },

  /** One for each change of a breaker that people see, written by the environment that made it. */
  BreakerChanges: { service: 'processor', unit: 'Count', in: 'trouble', under: [['upstream']] },

  /** One for each run of the governor that came to its end. */
  GovernorRuns: { service: 'governor', unit: 'Count', in: 'traffic', under: [[]] },
  QueueVisible: { service: 'governor', unit: 'Count', in: 'trouble', under: [['integration']] },
  QueueInFlight: { service: 'governor', unit: 'Count', in: 'trouble', under: [['integration']] },
  /** Age of the oldest event in the queue, on purpose or not. */
  OldestSeconds: { service: 'governor', unit: 'Seconds', in: 'trouble', under: [['integration']] },
  /** The same, less the time for which somebody asked that event to wait. */
  OverdueSeconds: { service: 'governor', unit: 'Seconds', in: 'trouble', under: [['integration']] },
  /** 1 while a breaker or a person keeps the queue from being worked on, and while it catches up. */
  HeldOnPurpose: { service: 'governor', unit: 'Count', in: 'trouble', under: [['integration']] },
  /** 1 while the event source mapping is not as it ought to be. */
  MappingWrong: { service: 'governor', unit: 'Count', in: 'trouble', under: [[], ['integration']] },
  DeadLetters: { service: 'governor', unit: 'Count', in: 'trouble', under: [['integration']] },
  OldestDeadLetterSeconds: {
    service: 'governor',
    unit: 'Seconds',
    in: 'trouble',
    under: [[], ['integration']],
  },
  /** 1 half-open, 2 open, 3 forced open, 4 isolated, -1 forced closed. */
  BreakerState: { service: 'governor', unit: 'Count', in: 'trouble', under: [['upstream']] },
  /** How long a breaker has been open or half-open of its own accord. */
  BreakerOpenSeconds: {
    service: 'governor',
    unit: 'Seconds',
    in: 'trouble',
    under: [[], ['upstream']],
  },
  /** 1 while an upstream's credential is refused. */
  CredentialIsolated: {
    service: 'governor',
    unit: 'Count',
    in: 'trouble',
    under: [[], ['upstream']],
  },
  /** How long a person has kept a breaker forced or an integration paused. */
  HeldByPersonSeconds: { service: 'governor', unit: 'Seconds', in: 'trouble', under: [[]] },
} as const satisfies Readonly<Record<string, MetricShape>>;

export type MetricName = keyof typeof metricCatalog;

export type MetricUnit = 'Count' | 'Milliseconds' | 'Seconds';

export interface MetricShape {
  /** Whose functions write it: the dimension `service`, which every metric has. */
  readonly service: 'verifier' | 'processor' | 'governor';
  readonly unit: MetricUnit;
  /** `traffic`: whenever there is any. `trouble`: only while something is out of the ordinary. */
  readonly in: 'traffic' | 'trouble';
  /** The other dimensions. Each set makes a metric of its own. */
  readonly under: readonly (readonly Dimension[])[];
}

export type Dimension = 'integration' | 'upstream' | 'reason' | 'class';

/** One of the sets of dimensions that a metric is written under. */
export type DimensionsOf<Name extends MetricName> = OneSet<
  (typeof metricCatalog)[Name]['under'][number]
>;

type OneSet<Set extends readonly Dimension[]> = Set extends unknown
  ? { readonly [Key in Set[number]]: string } & {
      readonly [Key in Exclude<Dimension, Set[number]>]?: never;
    }
  : never;
