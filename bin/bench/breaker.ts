import type { FaultName } from './breaker/fault.ts';
import { simulateFleet, type FleetOutcome, type FleetRun } from './breaker/simulate-fleet.ts';
import { simulateTrickle, type TrickleOutcome } from './breaker/simulate-trickle.ts';

export interface FleetFigures extends Pick<FleetRun, 'environments' | 'fault' | 'rule'> {
  /** Of all environments together. */
  readonly callsPerSecond: number;
  /** Seconds from the fault to the opening; null where so many runs never opened. */
  readonly detectionP50s: number | null;
  readonly detectionP95s: number | null;
  readonly trippedRuns: number;
  readonly runs: number;
  /** Mean number of calls to the upstream from the fault until ten seconds after the opening; null where nothing opened. */
  readonly callsUntilSilent: number | null;
  readonly wruPer1000Calls: number;
  readonly rruPer1000Calls: number;
  /** From the fault until ten seconds after the opening (a trickle: until the fault ends); null where nothing opened. */
  readonly wruPerIncident: number | null;
  readonly rruPerIncident: number | null;
  /** Of all runs; only where events were simulated with their attempts. */
  readonly events?: number;
  readonly deadLettered?: number;
}

const faults: readonly FaultName[] = [
  ...([
    'healthy',
    'hard',
    'timeouts-10s',
    'errors-60',
    'errors-30',
    'bad-environments-10',
  ] as const),
  'blip-3s',
];

const fleets = [
  { environments: 1, callsPerSecond: 4 },
  { environments: 10, callsPerSecond: 40 },
  { environments: 100, callsPerSecond: 100 },
  { environments: 1_000, callsPerSecond: 100 },
];

/** One event a minute. */
const trickle = { environments: 1, callsPerSecond: 1 / 60 };

const runs = 20;

/**
 * How soon the breaker of a fleet opens, and when it must not; what that costs; and the same for the
 * guide's rule alone. Simulated: the same figures in every run.
 */
export async function benchBreaker(): Promise<{ fleets: FleetFigures[] }> {
  const figures: FleetFigures[] = [];
  for (const fleet of fleets) {
    for (const fault of faults) {
      if (isWholeFleet(fault, fleet.environments)) continue;
      figures.push(...(await fleetFigures({ ...fleet, fault })));
    }
  }
  for (const fault of faults) {
    if (isWholeFleet(fault, trickle.environments)) continue;
    figures.push(await trickleFigures({ ...trickle, fault, rule: 'breakwater' }));
    figures.push(await trickleFigures({ ...trickle, fault, rule: 'guide' }));
  }
  return { fleets: figures };
}

/** One bad environment in ten: a fleet of one is bad as a whole, or not at all. */
function isWholeFleet(fault: FaultName, environments: number): boolean {
  return fault === 'bad-environments-10' && environments === 1;
}

type Kind = Omit<FleetRun, 'seed' | 'observedSeconds'>;

/** Both rules on the same runs. */
export async function fleetFigures(
  fleet: Omit<Kind, 'rule'>,
  seeds = runs,
): Promise<[FleetFigures, FleetFigures]> {
  const breakwater: FleetOutcome[] = [];
  const guide: FleetOutcome[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const run = { ...fleet, seed, observedSeconds: 180 };
    const outcome = await simulateFleet({ ...run, rule: 'breakwater' });
    breakwater.push(outcome);
    // The guide's rule is one of Breakwater's: where none of them opened, it did not either.
    const isSame = outcome.detectionSeconds === undefined;
    guide.push(isSame ? outcome : await simulateFleet({ ...run, rule: 'guide' }));
  }
  return [
    summary({ ...fleet, rule: 'breakwater' }, breakwater),
    summary({ ...fleet, rule: 'guide' }, guide),
  ];
}

const hourSeconds = 3_600;

export async function trickleFigures(fleet: Kind, seeds = runs): Promise<FleetFigures> {
  const outcomes: TrickleOutcome[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const observedSeconds = observedTrickleSeconds(fleet.fault);
    outcomes.push(await simulateTrickle({ ...fleet, seed, observedSeconds }));
  }
  if (outcomes.some(({ left }) => left > 0)) throw new Error('Events were left in the queue.');
  return {
    ...summary(fleet, outcomes),
    events: sum(outcomes.map(({ events }) => events)),
    deadLettered: sum(outcomes.map(({ deadLettered }) => deadLettered)),
  };
}

function observedTrickleSeconds(fault: FaultName): number {
  switch (fault) {
    case 'healthy':
      return 24 * hourSeconds;
    case 'hard':
    case 'timeouts-10s':
    case 'errors-60':
      return hourSeconds;
    case 'errors-30':
    case 'bad-environments-10':
    case 'blip-3s':
      return hourSeconds / 6;
  }
}

function summary(
  { environments, callsPerSecond, fault, rule }: Kind,
  outcomes: readonly FleetOutcome[],
): FleetFigures {
  const detections = outcomes
    .map(({ detectionSeconds = Infinity }) => detectionSeconds)
    .sort((one, other) => one - other);
  const opened = outcomes.filter(({ detectionSeconds }) => detectionSeconds !== undefined);
  const calls = sum(outcomes.map((outcome) => outcome.calls));
  const writes = outcomes.map(({ bill }) => bill.writeUnits);
  const reads = outcomes.map(({ bill }) => bill.readUnits);
  const perIncident = (value: (outcome: FleetOutcome) => number, digits: number) =>
    opened.length === 0 ? null : rounded(sum(opened.map(value)) / opened.length, digits);
  return {
    ...{ environments, callsPerSecond: rounded(callsPerSecond, 4), fault, rule },
    detectionP50s: percentile(detections, 0.5),
    detectionP95s: percentile(detections, 0.95),
    trippedRuns: opened.length,
    runs: outcomes.length,
    callsUntilSilent: perIncident((outcome) => outcome.calls, 0),
    wruPer1000Calls: rounded((1_000 * sum(writes)) / calls, 1),
    rruPer1000Calls: rounded((1_000 * sum(reads)) / calls, 1),
    wruPerIncident: perIncident(({ bill }) => bill.writeUnits, 0),
    rruPerIncident: perIncident(({ bill }) => bill.readUnits, 0),
  };
}

/** The smallest value that so many are not above. */
function percentile(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.ceil(share * sorted.length) - 1] ?? Infinity;
  return value === Infinity ? null : rounded(value, 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
