import type { Metrics } from '../runtime/metrics.ts';

/** What the governor found of one integration. */
export interface IntegrationReading {
  readonly integration: string;
  /** Messages that could be received now. */
  readonly visible: number;
  /** Messages that are being worked on or hidden until later. */
  readonly inFlight: number;
  /** From `watchQueue`. */
  readonly oldestSeconds: number;
  /** From `watchQueue`. */
  readonly overdueSeconds: number;
  /** From `watchQueue`. */
  readonly heldOnPurpose: boolean;
  /** The event source mapping is not as the governor wants it, also after it was told to be. */
  readonly mappingWrong: boolean;
  readonly deadLetters: number;
  /** 0 without dead letters. */
  readonly oldestDeadLetterSeconds: number;
  /** When a person paused it; ms since the epoch. */
  readonly pausedByPersonSince: number | undefined;
}

/** What the governor found of one upstream's breaker. */
export interface UpstreamReading {
  readonly upstream: string;
  readonly state: keyof typeof stateNumbers;
  /** When it last left `closed`, or was forced or isolated; undefined while closed. Ms since the epoch. */
  readonly since: number | undefined;
  /** A person forced or isolated it, not the breaker itself. */
  readonly heldByPerson: boolean;
}

/** What the gauge `BreakerState` says of each state. */
export const stateNumbers = {
  'forced-closed': -1,
  closed: 0,
  'half-open': 1,
  open: 2,
  'forced-open': 3,
  isolated: 4,
} as const;

/**
 * Writes the gauges of one run. What is at rest is not written: see `metric-names.ts`. The gauges of one
 * integration are written together or not at all, because alarms set one against another.
 */
export function publishGauges(
  metrics: Metrics,
  integrations: readonly IntegrationReading[],
  upstreams: readonly UpstreamReading[],
  now: number,
): void {
  for (const reading of integrations) publishIntegration(metrics, reading);
  for (const reading of upstreams) publishUpstream(metrics, reading, now);
  const heldSince = Math.min(
    ...integrations.map(({ pausedByPersonSince }) => pausedByPersonSince ?? Infinity),
    ...upstreams.map(({ heldByPerson, since }) => (heldByPerson ? (since ?? now) : Infinity)),
  );
  if (heldSince < Infinity) {
    metrics.add('HeldByPersonSeconds', secondsSince(heldSince, now), {});
  }
  metrics.add('GovernorRuns', 1, {});
}

function publishIntegration(metrics: Metrics, reading: IntegrationReading): void {
  const { integration } = reading;
  const gauges = {
    QueueVisible: reading.visible,
    QueueInFlight: reading.inFlight,
    OldestSeconds: reading.oldestSeconds,
    OverdueSeconds: reading.overdueSeconds,
    HeldOnPurpose: reading.heldOnPurpose ? 1 : 0,
    MappingWrong: reading.mappingWrong ? 1 : 0,
    DeadLetters: reading.deadLetters,
    OldestDeadLetterSeconds: reading.oldestDeadLetterSeconds,
  } as const;
  if (Object.values(gauges).every((value) => value === 0)) return;
  for (const name of Object.keys(gauges) as (keyof typeof gauges)[]) {
    metrics.add(name, gauges[name], { integration });
  }
  if (reading.mappingWrong) metrics.add('MappingWrong', 1, {});
  if (reading.oldestDeadLetterSeconds > 0) {
    metrics.add('OldestDeadLetterSeconds', reading.oldestDeadLetterSeconds, {});
  }
}

function publishUpstream(
  metrics: Metrics,
  { upstream, state, since, heldByPerson }: UpstreamReading,
  now: number,
): void {
  if (state === 'closed') return;
  metrics.add('BreakerState', stateNumbers[state], { upstream });
  if (state === 'isolated' && !heldByPerson) {
    metrics.add('CredentialIsolated', 1, {});
    metrics.add('CredentialIsolated', 1, { upstream });
  }
  if (state === 'open' || state === 'half-open') {
    const seconds = secondsSince(since ?? now, now);
    metrics.add('BreakerOpenSeconds', seconds, {});
    metrics.add('BreakerOpenSeconds', seconds, { upstream });
  }
}

function secondsSince(then: number, now: number): number {
  return Math.max(0, (now - then) / 1_000);
}
