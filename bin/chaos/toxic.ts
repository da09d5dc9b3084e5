/** One way in which the network between processor and upstream misbehaves. */
export interface Toxic {
  readonly name: string;
  /** What it does, in words. */
  readonly meaning: string;
  /** `down` closes the way altogether; the others are Toxiproxy's own. */
  readonly type: 'down' | 'latency' | 'timeout' | 'reset_peer' | 'bandwidth' | 'slicer';
  /** Whether what goes to the upstream is hurt, or what comes back. @default 'downstream' */
  readonly stream?: 'upstream' | 'downstream';
  readonly attributes?: Readonly<Record<string, number>>;
  /** Whether the upstream is as good as gone, so that the breaker must open; where not, it must not. */
  readonly outage: boolean;
}

/** Toxiproxy's toxics (https://github.com/Shopify/toxiproxy#toxics), each strong enough to matter. */
export const toxics: readonly Toxic[] = [
  {
    name: 'latency',
    meaning: 'each answer comes two to three seconds late, after the caller gave up',
    type: 'latency',
    attributes: { latency: 2_500, jitter: 500 },
    outage: true,
  },
  {
    name: 'timeout',
    meaning: 'requests arrive, answers never do',
    type: 'timeout',
    attributes: { timeout: 0 },
    outage: true,
  },
  {
    name: 'reset',
    meaning: 'connections are reset before the answer',
    type: 'reset_peer',
    attributes: { timeout: 0 },
    outage: true,
  },
  {
    name: 'bandwidth',
    meaning: 'four kilobytes a second: slow, but it works',
    type: 'bandwidth',
    stream: 'upstream',
    attributes: { rate: 4 },
    outage: false,
  },
  {
    name: 'slicer',
    meaning: 'answers come in small pieces with pauses: slow, but it works',
    type: 'slicer',
    attributes: { average_size: 40, size_variation: 20, delay: 20_000 },
    outage: false,
  },
  { name: 'down', meaning: 'nothing listens', type: 'down', outage: true },
];
