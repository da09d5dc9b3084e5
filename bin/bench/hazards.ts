import type { Hazard, HazardRates } from '../simulation/hazards.ts';
import { SimulatedSystem, type SystemSettings } from '../simulation/simulated-system.ts';

export type Means = NonNullable<SystemSettings['means']>;

/** What became of the events of one kind of upstream, over all seeds. */
export interface HazardFigures extends Readonly<Record<Hazard, number>> {
  /** How the upstream keeps a step from acting twice. */
  readonly means: Means;
  readonly runs: number;
  readonly events: number;
  readonly done: number;
  /** With a reason. */
  readonly deadLettered: number;
  readonly lost: number;
  /** Whose effect happened more than once. */
  readonly repeated: number;
  /** Done, and without its effect. */
  readonly withoutEffect: number;
}

/** Far more often than any of it happens, so that few runs see much of it. */
const rates: HazardRates = {
  killed: 0.01,
  requestLost: 0.05,
  answerLost: 0.05,
  writeRefused: 0.05,
  duplicated: 0.05,
  upstreamSilent: 0.05,
  upstreamLate: 0.01,
  upstreamRefuses: 0.05,
};

const minuteMs = 60_000;
const seeds = 10;

/**
 * Environments that die, answers that get lost, messages that come twice, clocks that differ, and an outage
 * in the middle of it: where every event ends, and how often each effect happens.
 */
export async function benchHazards(): Promise<{ upstreams: HazardFigures[] }> {
  const upstreams: HazardFigures[] = [];
  for (const means of ['key', 'lookup', 'none'] as const) {
    let sum: HazardFigures | undefined;
    for (let seed = 1; seed <= seeds; seed += 1) sum = added(sum, await runHazards(means, seed));
    if (sum !== undefined) upstreams.push(sum);
  }
  return { upstreams };
}

export async function runHazards(means: Means, seed: number): Promise<HazardFigures> {
  const system = new SimulatedSystem({
    ...{ seed, means, eventsPerSecond: 10, clockOffsetMs: 2_000, keepsRecords: true },
    networkMs: { there: { least: 1, most: 30 }, back: { least: 1, most: 30 } },
    answerMs: { least: 50, most: 400 },
  });
  const { hazards, arrivals, upstream } = system;
  hazards.begin(rates);
  arrivals.start();
  await system.pass(2 * minuteMs);
  upstream.outage = 'errors';
  await system.pass(5 * minuteMs);
  upstream.outage = undefined;
  await system.pass(5 * minuteMs);
  arrivals.stop();
  await system.pass(10 * minuteMs);
  hazards.end();
  await system.passUntil(() => system.isAtRest, 13 * 24 * 60 * minuteMs);
  const { accepted, done, deadLettered, lost, repeated, withoutEffect } = system.whereEventsAre();
  return {
    ...{ means, runs: 1, events: accepted, done, deadLettered },
    ...{ lost: lost.length, repeated: repeated.length, withoutEffect: withoutEffect.length },
    ...hazards.struck,
  };
}

function added(sum: HazardFigures | undefined, one: HazardFigures): HazardFigures {
  if (sum === undefined) return one;
  const { means, ...counts } = one;
  const names = Object.keys(counts) as (keyof typeof counts)[];
  return {
    means,
    ...(Object.fromEntries(names.map((name) => [name, sum[name] + one[name]])) as typeof counts),
  };
}
