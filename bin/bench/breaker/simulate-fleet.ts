import { BreakerGate } from '../../../lambdas/breaker/breaker-gate.ts';
import { SharedHealth } from '../../../lambdas/breaker/shared-health.ts';
import { isFailureRate, tripRule } from '../../../lambdas/breaker/trip-rules.ts';
import { seededRandom } from '../seeded-random.ts';
import { courseOf, type FaultName } from './fault.ts';
import { meteredBreakerStore, meteredSlotStore, type Bill } from './metered-stores.ts';
import { VirtualTime } from './virtual-time.ts';

export interface FleetRun {
  readonly environments: number;
  /** Of all environments together. */
  readonly callsPerSecond: number;
  readonly fault: FaultName;
  readonly rule: RuleName;
  readonly seed: number;
  /** From the fault on, where nothing trips. */
  readonly observedSeconds: number;
}

/** `guide`: half of all calls in a minute, and no rule beside it. */
export type RuleName = 'breakwater' | 'guide';

export interface FleetOutcome {
  /** From the fault to the opening; undefined where the breaker stayed closed. */
  readonly detectionSeconds: number | undefined;
  /** Calls that reached the upstream from the fault until ten seconds after the opening, or until the end. */
  readonly calls: number;
  /** What those calls were billed. */
  readonly bill: Bill;
}

export const judges = {
  breakwater: tripRule,
  guide: (lastMinute: Parameters<typeof isFailureRate>[0]) =>
    isFailureRate(lastMinute) ? ('failure-rate' as const) : undefined,
};

/** A processor runs the records of one batch side by side. */
const mostCallsAtOnce = 10;
/** Longer than the slow rule's window, so that it is full when the fault begins. */
const warmUpMs = 90_000;
const afterTripMs = 10_000;
const upstream = { name: 'crm', baseUrl: 'https://crm.example.com' };
const epochStart = Date.UTC(2026, 0, 1);

/** One fleet on the product's own gates, in virtual time, with stores in memory that never fail or tarry. */
export async function simulateFleet(run: FleetRun): Promise<FleetOutcome> {
  const random = seededRandom(run.seed);
  const time = new VirtualTime(epochStart);
  const faultAt = epochStart + warmUpMs + 10_000 * random();
  const bill: Bill = { writeUnits: 0, readUnits: 0 };
  let openedAt: number | undefined;
  let ids = 0;
  const slots = meteredSlotStore(bill);
  const tools = { clock: time, random };
  const shared = {
    store: meteredBreakerStore(bill),
    newId: () => `id-${String((ids += 1))}`,
    announce: async () => void (openedAt ??= time.now()),
    ...tools,
  };
  const fleet = Array.from({ length: run.environments }, (_, index) => {
    const health = {
      slots,
      ...tools,
      environment: index.toString(16).padStart(4, '0'),
      onFailure: neverFails,
      judge: judges[run.rule],
    };
    const gate = new BreakerGate([upstream], {
      ...shared,
      healthOf: (circuit) => new SharedHealth(circuit, health),
    });
    return { gate, place: index / run.environments, callsNow: 0 };
  });

  let calls = 0;
  const arrive = async () => {
    time.plan(time.now() - (Math.log(1 - random()) * 1_000) / run.callsPerSecond, arrive);
    const environment = fleet[Math.floor(random() * fleet.length)];
    // It stays in the queue.
    if (environment === undefined || environment.callsNow >= mostCallsAtOnce) return;
    const admission = await environment.gate.admit({
      upstream: 'crm',
      endpoint: 'default',
      unrepeatable: false,
      eventId: shared.newId(),
      attemptMs: 23_000,
      released: false,
    });
    if (admission.kind === 'held-back') return;
    calls += 1;
    environment.callsNow += 1;
    const sinceMs = time.now() - faultAt;
    const course = courseOf(run.fault, { sinceMs, place: environment.place }, random);
    time.plan(time.now() + course.afterMs, async () => {
      environment.callsNow -= 1;
      await admission.report({ kind: course.result });
    });
  };
  time.plan(epochStart, arrive);

  await time.runUntil(faultAt);
  calls = 0;
  const before = { ...bill };
  const end = faultAt + run.observedSeconds * 1_000;
  await time.runUntil(end, () => openedAt !== undefined);
  if (openedAt !== undefined) await time.runUntil(openedAt + afterTripMs);
  return {
    detectionSeconds: openedAt === undefined ? undefined : (openedAt - faultAt) / 1_000,
    calls,
    bill: {
      writeUnits: bill.writeUnits - before.writeUnits,
      readUnits: bill.readUnits - before.readUnits,
    },
  };
}

function neverFails(error: unknown): never {
  throw error;
}
