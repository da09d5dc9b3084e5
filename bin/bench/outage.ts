import { SimulatedSystem } from '../simulation/simulated-system.ts';
import { CallRates } from '../simulation/call-rates.ts';

export interface OutageScale {
  readonly hours: number;
  readonly eventsPerSecond: number;
  /** The stated rate: calls a second while the backlog is worked off. */
  readonly recoveryCallsPerSecond: number;
  readonly seed: number;
}

export interface OutageFigures {
  readonly hours: number;
  readonly eventsPerSecond: number;
  readonly events: number;
  readonly deadLettered: number;
  readonly lost: number;
  readonly maxReceives: number;
  /** All of them; `callsUntilOpen` of those came before the breaker had seen the outage. */
  readonly upstreamCallsWhileDown: number;
  readonly callsUntilOpen: number;
  readonly drainHours: number;
  /** Calls a second, over the ten busiest seconds of the drain. */
  readonly maxDrainRate: number;
  readonly done: number;
  /** Effects of events that happened more than once, or not at all. */
  readonly wrongEffects: number;
  /** SHA-256 of all that happened: the same for the same seed. */
  readonly journal: string;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Five hours at a hundred events a second. */
const fullScale: OutageScale = {
  hours: 5,
  eventsPerSecond: 100,
  recoveryCallsPerSecond: 300,
  seed: 20_260_101,
};

/**
 * An upstream is down for hours while events keep coming: what that costs, in a simulation that runs the
 * real processor and the real governor (docs/simulation.md).
 */
export async function benchOutage(scale: OutageScale = fullScale): Promise<OutageFigures> {
  const { hours, eventsPerSecond, recoveryCallsPerSecond, seed } = scale;
  const system = new SimulatedSystem({
    ...{ seed, eventsPerSecond },
    breaker: { recoveryCallsPerSecond },
    // One way takes all the time, so that no moment is needed for the other.
    networkMs: { there: { least: 8, most: 8 }, back: { least: 0, most: 0 } },
    answerMs: { least: 50, most: 250 },
    keepsRecords: false,
  });
  const { time, arrivals, upstream, stage } = system;
  const calls = new CallRates(time);
  upstream.onCall = () => {
    calls.note();
  };
  arrivals.start();
  await system.pass(10 * minuteMs);

  const callsBefore = calls.total;
  upstream.outage = 'errors';
  await system.passUntil(() => stage.bus.events > 0, hours * hourMs);
  const callsUntilOpen = calls.total - callsBefore;
  await system.passUntil(() => false, hours * hourMs).catch(() => undefined);
  const upstreamCallsWhileDown = calls.total - callsBefore;

  upstream.outage = undefined;
  const backSince = time.now();
  await system.passUntil(() => system.backlog <= 2 * eventsPerSecond, 14 * 24 * hourMs);
  const drainHours = (time.now() - backSince) / hourMs;
  const maxDrainRate = calls.most(10_000, backSince);
  await system.pass(10 * minuteMs);
  arrivals.stop();
  await system.passUntil(() => system.backlog === 0, 24 * hourMs);
  const where = system.whereEventsAre();
  return {
    ...{ hours, eventsPerSecond, events: where.accepted },
    deadLettered: where.deadLettered,
    lost: where.lost.length,
    maxReceives: system.mostReceives,
    ...{ upstreamCallsWhileDown, callsUntilOpen, drainHours, maxDrainRate },
    done: where.done,
    wrongEffects: where.repeated.length + where.withoutEffect.length,
    journal: system.journal.digest(),
  };
}
