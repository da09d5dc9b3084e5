import { parseArgs } from 'node:util';
import type { Hazard, HazardRates } from '../simulation/hazards.ts';
import { SimulatedSystem, type SystemSettings } from '../simulation/simulated-system.ts';

export type Means = NonNullable<SystemSettings['means']>;

/** Outcomes of the events of one kind of upstream, over all runs. */
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

/** How often all tries of a call failed, so that the calling code saw the failure, by call site. */
type CallSiteFailures = Readonly<Record<string, number>>;

export interface HazardBench {
  readonly upstreams: readonly HazardFigures[];
  /** How many call sites were reached. */
  readonly callSites: number;
  /** How many of them saw a final failure. */
  readonly callSitesFailed: number;
  readonly finalFailures: readonly { readonly callSite: string; readonly failures: number }[];
}

export interface HazardRun {
  readonly figures: HazardFigures;
  readonly failures: CallSiteFailures;
}

/** What happens in one run. */
export interface HazardSchedule {
  readonly means: Means;
  readonly seed: number;
  readonly eventsPerSecond: number;
  readonly rates: HazardRates;
  /** Where calls fail finally. @default everywhere */
  readonly callSite?: string;
}

/** Far more often than any of it happens, so that few runs see much of it. */
const everythingAtOnce: HazardRates = {
  killed: 0.01,
  requestLost: 0.05,
  answerLost: 0.05,
  writeRefused: 0.05,
  callFailed: 0.005,
  duplicated: 0.05,
  upstreamSilent: 0.05,
  upstreamLate: 0.01,
  upstreamRefuses: 0.05,
};

/** Half of the calls of one site fail finally; other accidents are rare enough to let work continue in between. */
const oneCallSite: HazardRates = {
  killed: 0.001,
  requestLost: 0,
  answerLost: 0,
  writeRefused: 0,
  callFailed: 0.5,
  duplicated: 0.01,
  upstreamSilent: 0.01,
  upstreamLate: 0.001,
  upstreamRefuses: 0.01,
};

const minuteMs = 60_000;
const runsPerUpstream = 10;
const allMeans = ['key', 'lookup', 'none'] as const;

/**
 * Environments that die, answers that get lost, messages that come twice, clocks that differ, and an outage
 * in the middle: where every event ends, and how often each effect happens. Then the same for each call site in
 * turn, with calls of that site failing finally.
 *
 * @param words `--seed 2`: a positive integer; each seed gives its own schedules. @default 1
 */
export async function benchHazards(
  detail: (text: string) => void,
  words: readonly string[] = [],
): Promise<HazardBench> {
  const seed = seedIn(words);
  const firstSeed = (seed - 1) * runsPerUpstream + 1;
  const runs: HazardRun[] = [];
  for (const means of allMeans) {
    for (let index = 0; index < runsPerUpstream; index += 1) {
      detail(`${means} ${String(index + 1)} of ${String(runsPerUpstream)}`);
      runs.push(await runHazards(means, firstSeed + index));
    }
  }
  const callSites = Object.keys(failuresOf(runs)).sort();
  for (const [index, callSite] of callSites.entries()) {
    detail(`${callSite}, ${String(index + 1)} of ${String(callSites.length)}`);
    const reaching = allMeans.filter((means) =>
      runs.some(({ figures, failures }) => figures.means === means && callSite in failures),
    );
    const means = reaching[(seed + index) % reaching.length];
    if (means !== undefined) runs.push(await failCallSite(means, firstSeed + index, callSite));
  }
  const finalFailures = Object.entries(failuresOf(runs))
    .map(([callSite, failures]) => ({ callSite, failures }))
    .sort((one, other) => one.callSite.localeCompare(other.callSite));
  return {
    upstreams: allMeans.map((means) =>
      runs
        .map(({ figures }) => figures)
        .filter((figures) => figures.means === means)
        .reduce(added),
    ),
    callSites: finalFailures.length,
    callSitesFailed: finalFailures.filter(({ failures }) => failures > 0).length,
    finalFailures,
  };
}

function seedIn(words: readonly string[]): number {
  const { values } = parseArgs({
    args: [...words],
    options: { seed: { type: 'string', default: '1' } },
    allowPositionals: true,
    strict: false,
  });
  const seed = typeof values.seed === 'string' ? Number(values.seed) : NaN;
  if (Number.isSafeInteger(seed) && seed >= 1) return seed;
  throw new RangeError(`--seed takes a positive integer, such as "--seed 2".`);
}

/** All kinds of accidents at the same time. */
export function runHazards(means: Means, seed: number): Promise<HazardRun> {
  return runSchedule({ means, seed, eventsPerSecond: 10, rates: everythingAtOnce });
}

/** @param callSite named as by `callSiteOf` */
export function failCallSite(means: Means, seed: number, callSite: string): Promise<HazardRun> {
  return runSchedule({ means, seed, eventsPerSecond: 2, rates: oneCallSite, callSite });
}

async function runSchedule(schedule: HazardSchedule): Promise<HazardRun> {
  const { means, seed, eventsPerSecond, rates, callSite } = schedule;
  const system = new SimulatedSystem({
    ...{ seed, means, eventsPerSecond, clockOffsetMs: 2_000, keepsRecords: true },
    networkMs: { there: { least: 1, most: 30 }, back: { least: 1, most: 30 } },
    answerMs: { least: 50, most: 400 },
  });
  const { hazards, arrivals, upstream } = system;
  hazards.begin(rates, callSite);
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
    figures: {
      ...{ means, runs: 1, events: accepted, done, deadLettered },
      ...{ lost: lost.length, repeated: repeated.length, withoutEffect: withoutEffect.length },
      ...hazards.struck,
    },
    failures: Object.fromEntries(hazards.failuresByCallSite),
  };
}

function failuresOf(runs: readonly HazardRun[]): CallSiteFailures {
  const sum: Record<string, number> = {};
  for (const { failures } of runs) {
    for (const [site, count] of Object.entries(failures)) sum[site] = (sum[site] ?? 0) + count;
  }
  return sum;
}

function added(sum: HazardFigures, one: HazardFigures): HazardFigures {
  const { means, ...counts } = one;
  const names = Object.keys(counts) as (keyof typeof counts)[];
  return {
    means,
    ...(Object.fromEntries(names.map((name) => [name, sum[name] + one[name]])) as typeof counts),
  };
}
