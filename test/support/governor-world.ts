import { defaultBreakerSettings } from '../../lambdas/breaker/breaker-settings.ts';
import { MemoryBreakerStore } from '../../lambdas/breaker/memory-breaker-store.ts';
import type { HistoryEntry, Snapshot } from '../../lambdas/breaker/snapshot.ts';
import type { Fleet, FleetIntegration, FleetUpstream } from '../../lambdas/governor/fleet.ts';
import { MemoryGovernorRecord } from '../../lambdas/governor/memory-governor-record.ts';
import type { GovernorNotes } from '../../lambdas/governor/notes.ts';
import type { PauseRecord } from '../../lambdas/governor/pause.ts';
import type {
  HeldMessage,
  HoldQueues,
  Mappings,
  Probes,
  QueueCounts,
} from '../../lambdas/governor/ports.ts';
import type { Mapping, WantedMapping } from '../../lambdas/governor/mapping.ts';
import { runGovernor, type GovernorDependencies } from '../../lambdas/governor/run-governor.ts';
import type { ProbeReport } from '../../lambdas/processor/probe-report.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';
import { recordingLog, type LogLine } from './recording-log.ts';

/** An upstream with the usual settings. */
export function fleetUpstream(changes: Partial<FleetUpstream> = {}): FleetUpstream {
  return {
    name: 'crm',
    settings: defaultBreakerSettings,
    recoveryCallsPerSecond: 100,
    hasProbe: false,
    ...changes,
  };
}

/** An integration with the usual settings, which calls the upstream `crm`. */
export function fleetIntegration(changes: Partial<FleetIntegration> = {}): FleetIntegration {
  return {
    name: 'orders',
    provider: 'stripe',
    upstreams: ['crm'],
    maxConcurrency: 10,
    whenUpstreamDown: 'pause',
    ...changes,
  };
}

/** Mappings as Lambda keeps them: an order is carried out between two looks. */
export class FakeMappings implements Mappings {
  readonly all: Map<string, Mapping>;
  readonly orders: { readonly integration: string; readonly wanted: WantedMapping }[] = [];
  /** Orders, those that were refused too. */
  asked = 0;
  /** Takes orders and does not carry them out. */
  isStuck = false;
  /** Takes none. */
  isBusy = false;

  constructor(mappings: Readonly<Record<string, Omit<Mapping, 'id'>>>) {
    this.all = new Map(Object.entries(mappings).map(([id, rest]) => [id, { id, ...rest }]));
  }

  async read(): Promise<ReadonlyMap<string, Mapping>> {
    return new Map(this.all);
  }

  async set({ id, state }: Mapping, wanted: WantedMapping): Promise<'accepted' | 'busy'> {
    this.asked += 1;
    if (this.isBusy || state === 'changing') return 'busy';
    this.orders.push({ integration: id, wanted });
    if (this.isStuck) return 'accepted';
    const maximumConcurrency =
      wanted.kind === 'enabled' ? wanted.maximumConcurrency : this.all.get(id)?.maximumConcurrency;
    this.all.set(id, { id, state: wanted.kind, maximumConcurrency });
    return 'accepted';
  }
}

/** Hold queues that remember what they held and gave back. */
export class FakeHoldQueues implements HoldQueues {
  /** By upstream. */
  readonly held = new Map<string, HeldMessage[]>();
  /** Of each event that was sent back: when, and as what. */
  readonly sentBack: { readonly at: number; readonly message: HeldMessage }[] = [];
  readonly #hiddenUntil = new Map<HeldMessage, number>();
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  hold(events: number, upstream = 'crm', acceptedAt = this.#clock.now()): void {
    const messages = this.held.get(upstream) ?? [];
    const text = (event: number) => `${upstream}-${String(messages.length + event)}`;
    this.held.set(upstream, [
      ...messages,
      ...Array.from({ length: events }, (_, event) => ({
        ...{ text: text(event), receiptHandle: text(event), integration: 'orders' },
        ...{ acceptedAt, released: [] },
      })),
    ]);
  }

  async count(upstream: string): Promise<number | undefined> {
    return this.held.get(upstream)?.length;
  }

  async receive(
    upstream: string,
    most: number,
    hiddenSeconds: number,
  ): Promise<readonly HeldMessage[]> {
    const now = this.#clock.now();
    const received = (this.held.get(upstream) ?? [])
      .filter((one) => (this.#hiddenUntil.get(one) ?? 0) <= now)
      .slice(0, most);
    for (const one of received) this.#hiddenUntil.set(one, now + hiddenSeconds * 1_000);
    return received;
  }

  async sendBack(upstream: string, messages: readonly HeldMessage[]): Promise<number> {
    const left = (this.held.get(upstream) ?? []).filter((one) => !messages.includes(one));
    this.held.set(upstream, left);
    for (const message of messages) this.sentBack.push({ at: this.#clock.now(), message });
    return messages.length;
  }
}

export interface GovernorWorld {
  readonly holdQueues: FakeHoldQueues;
  readonly clock: FakeClock;
  readonly breakers: MemoryBreakerStore;
  readonly mappings: FakeMappings;
  readonly record: MemoryGovernorRecord;
  readonly pauses: Map<string, PauseRecord>;
  readonly counts: Map<string, QueueCounts>;
  /** `<integration> probes <upstream>`, in order. */
  readonly probed: string[];
  /** Integrations that were told to look for events that waited too long, in order. */
  readonly expiring: string[];
  readonly published: HistoryEntry[];
  readonly told: HistoryEntry[];
  readonly lines: LogLine[];
  readonly gauges: { readonly name: string; readonly value: number; readonly of: string }[];
  readonly dependencies: GovernorDependencies;
  /** One run, and the minute after it. */
  minute(): Promise<void>;
}

/** A governor with everything around it in memory. */
export function governorWorld(
  start: {
    readonly fleet?: Fleet;
    readonly clock?: FakeClock;
    readonly snapshots?: Readonly<Record<string, Snapshot>>;
    readonly mappings?: Readonly<Record<string, Omit<Mapping, 'id'>>>;
    readonly pauses?: Readonly<Record<string, PauseRecord>>;
    readonly counts?: Readonly<Record<string, QueueCounts>>;
    readonly notes?: GovernorNotes;
    readonly probe?: (integration: string, upstream: string) => Promise<ProbeReport>;
  } = {},
): GovernorWorld {
  const clock = start.clock ?? fakeClock();
  const fleet = start.fleet ?? {
    integrations: [fleetIntegration()],
    upstreams: [fleetUpstream()],
  };
  const breakers = new MemoryBreakerStore(new Map(Object.entries(start.snapshots ?? {})));
  const mappings = new FakeMappings(
    start.mappings ??
      Object.fromEntries(
        fleet.integrations.map(({ name, maxConcurrency }) => [
          name,
          { state: 'enabled' as const, maximumConcurrency: maxConcurrency },
        ]),
      ),
  );
  const holdQueues = new FakeHoldQueues(clock);
  const record = new MemoryGovernorRecord(start.notes);
  const pauses = new Map(Object.entries(start.pauses ?? {}));
  const counts = new Map(
    Object.entries(
      start.counts ??
        Object.fromEntries(
          fleet.integrations.map(({ name }) => [name, { visible: 0, inFlight: 0, deadLetters: 0 }]),
        ),
    ),
  );
  const { log, lines } = recordingLog();
  const probed: string[] = [];
  const expiring: string[] = [];
  const published: HistoryEntry[] = [];
  const told: HistoryEntry[] = [];
  const gauges: { name: string; value: number; of: string }[] = [];
  const probes: Probes = {
    async probe(integration, upstream) {
      probed.push(`${integration} probes ${upstream}`);
      return (await start.probe?.(integration, upstream)) ?? { kind: 'not-asked' };
    },
  };
  let runs = 0;
  const dependencies: GovernorDependencies = {
    fleet,
    breakers,
    marks: breakers,
    pauses: { all: async () => pauses },
    record,
    mappings,
    queues: { count: async (integration) => counts.get(integration) },
    probes,
    holdQueues,
    expiry: { begin: async (integration) => void expiring.push(integration) },
    letters: { oldestDeadAt: async () => undefined },
    announce: async (circuit, change, after) => {
      told.push(change);
      published.push(change);
      await breakers.markAnnounced(circuit, change.epoch, after);
    },
    announcements: {
      tell: (_circuit, change) => void told.push(change),
      publish: async (_circuit, change) => void published.push(change),
    },
    index: {
      wait: async () => undefined,
      left: async () => undefined,
      moved: async () => undefined,
      oldest: async () => ({ events: [], complete: true }),
      progress: async () => undefined,
    },
    watches: { read: async () => ({}), write: async () => undefined },
    clock,
    newId: () => `run-${String((runs += 1))}`,
    log,
    metrics: {
      add: (name, value, dimensions) =>
        void gauges.push({ name, value, of: Object.values(dimensions).join() }),
      flush: () => undefined,
    },
  };
  return {
    ...{
      clock,
      breakers,
      holdQueues,
      mappings,
      record,
      pauses,
      counts,
      probed,
      expiring,
      published,
      told,
      lines,
      gauges,
    },
    dependencies,
    async minute() {
      gauges.length = 0;
      const running = runGovernor(dependencies);
      await clock.advance(0);
      await clock.advance(60_000);
      await running;
    },
  };
}

/** A breaker that opened `agoMs` before `now`. */
export function opened(now: number, agoMs: number, changes: Partial<Snapshot> = {}): Snapshot {
  const at = now - agoMs;
  return {
    epoch: 1,
    transitionId: 'trip',
    state: { kind: 'open', since: at, openForMs: 30_000 },
    mode: { kind: 'auto' },
    openings: 1,
    history: [
      { epoch: 1, at, from: 'closed', to: 'open', by: 'breakwater', reason: 'hard-outage' },
    ],
    ...changes,
  };
}

export const minute = 60_000;

/** Events that wait in the queue of `orders`. */
export const waiting = (visible: number) => ({
  orders: { visible, inFlight: 0, deadLetters: 0 },
});

/** How a mapping stands: `enabled` with its concurrency, or another state. */
export function mapping(world: GovernorWorld, integration = 'orders'): string {
  const { state, maximumConcurrency } = world.mappings.all.get(integration) ?? {};
  return state === 'enabled' ? `enabled ${String(maximumConcurrency)}` : String(state);
}

/** Runs the governor so many minutes. @returns how the mapping stood after each */
export async function minutes(
  world: GovernorWorld,
  count: number,
  integration?: string,
): Promise<string[]> {
  const seen: string[] = [];
  for (let run = 1; run <= count; run += 1) {
    await world.minute();
    seen.push(mapping(world, integration));
  }
  return seen;
}

export function gauge(world: GovernorWorld, name: string, of = 'orders'): number | undefined {
  return world.gauges.find((one) => one.name === name && one.of === of)?.value;
}
