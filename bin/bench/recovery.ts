import { parseArgs } from 'node:util';
import type { ChangeDetail } from '../../lambdas/breaker/change-event.ts';
import type { Outage } from '../simulation/upstream/simulated-upstream.ts';
import { seededRandom } from '../simulation/seeded-random.ts';
import { SimulatedSystem } from '../simulation/simulated-system.ts';
import { injectFaults, type Faults } from './recovery/inject-faults.ts';
import { percentile, Lateness } from './recovery/lateness.ts';

export interface RecoveryCase {
  readonly outageSeconds: number;
  /** Of all integrations together. */
  readonly eventsPerSecond: number;
  /** Events that their provider sends a second time. */
  readonly duplicates: number;
  /** Processor environments that die while they work. */
  readonly kills: number;
  readonly whenUpstreamDown: 'pause' | 'continue';
  /** How calls fail while the upstream is down. */
  readonly outage: Outage;
}

/** docs/simulation.md says what each figure means. */
export interface RecoveryFigures extends RecoveryCase {
  readonly integrations: number;
  readonly recoveryCallsPerSecond: number;
  readonly events: number;
  readonly lost: number;
  readonly repeated: number;
  readonly deadLettered: number;
  readonly closedAfterS: number;
  readonly lateP50S: number;
  readonly lateP90S: number;
  readonly lateMaxS: number;
  /** The same, compared with a drain at the full recovery rate. */
  readonly lateAtFullRateMaxS: number;
  readonly maxReceives: number;
  readonly maxInFlight: number;
}

const outagesSeconds = [1, 10, 20, 60, 110, 180, 900, 18_000];
/** Two integrations need the upstream for each event, one only for every other. */
const integrations = [
  { name: 'orders', upstreams: ['crm'] },
  { name: 'invoices', upstreams: ['crm'] },
  { name: 'contacts', upstreams: ['crm', 'mailer'] },
];
const faultsOfEachKind = 3;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Within the service's limits, and the worst that AWS users report. */
const mappingChangeMs = { least: 15_000, most: 60_000 };

/**
 * How soon events come back after an outage, by its length, with and without faults. The real processor
 * and the real governor run in virtual time.
 *
 * @param words `--outages 1,20`: seconds; `--events-per-second 100`; `--faults no`: only cases without
 */
export async function benchRecovery(
  detail: (text: string) => void,
  words: readonly string[] = [],
): Promise<{ cases: RecoveryFigures[] }> {
  const cases: RecoveryFigures[] = [];
  for (const one of casesOf(words)) {
    detail(`${String(one.outageSeconds)} s of ${one.outage}, ${one.whenUpstreamDown}`);
    cases.push(await runRecovery(one));
  }
  return { cases };
}

function casesOf(words: readonly string[]): RecoveryCase[] {
  const { values } = parseArgs({
    args: [...words],
    options: {
      outages: { type: 'string' },
      'events-per-second': { type: 'string', default: '10' },
      faults: { type: 'string', default: 'yes' },
    },
    allowPositionals: true,
    strict: false,
  });
  const chosen =
    typeof values.outages === 'string' ? values.outages.split(',').map(Number) : outagesSeconds;
  const eventsPerSecond = Number(values['events-per-second']);
  const faults = values.faults === 'no' ? [0] : [0, faultsOfEachKind];
  return chosen.flatMap((outageSeconds) =>
    (['pause', 'continue'] as const).flatMap((whenUpstreamDown) =>
      (['errors', 'hangs'] as const).flatMap((outage) =>
        faults.map((count) => ({
          ...{ outageSeconds, eventsPerSecond, duplicates: count, kills: count },
          ...{ whenUpstreamDown, outage },
        })),
      ),
    ),
  );
}

/** @param seed decides, among other things, when the outage begins within the governor's minute */
export async function runRecovery(one: RecoveryCase, seed = 7): Promise<RecoveryFigures> {
  const { outageSeconds, eventsPerSecond, whenUpstreamDown } = one;
  const recoveryCallsPerSecond = Math.max(100, 3 * eventsPerSecond);
  const random = seededRandom(seed + outageSeconds);
  const system = new SimulatedSystem({
    ...{ seed, eventsPerSecond, whenUpstreamDown, integrations, mappingChangeMs },
    breaker: { recoveryCallsPerSecond },
    networkMs: { there: { least: 8, most: 8 }, back: { least: 0, most: 0 } },
    answerMs: { least: 50, most: 250 },
    keepsRecords: one.duplicates + one.kills > 0,
  });
  const { time, arrivals, upstream, stage } = system;
  let closedAt = 0;
  stage.bus.addTarget((text) => {
    const change = JSON.parse(text) as ChangeDetail;
    if (change.to === 'closed') closedAt = Date.parse(change.at);
  });
  arrivals.start();
  await system.pass(minuteMs * (1 + random()));

  const beganAt = time.now();
  const healthyAt = beganAt + outageSeconds * 1_000;
  const needs = (integration: string, number: number) =>
    whenUpstreamDown === 'pause' || integration !== 'contacts' || number % 2 === 0;
  const lateness = new Lateness(system, { beganAt, healthyAt, needs });
  const faults: Faults = { duplicates: one.duplicates, kills: one.kills };
  injectFaults(system, { beganAt, healthyAt, ...faults }, random);
  upstream.outage = one.outage;
  await system.pass(outageSeconds * 1_000);
  upstream.outage = undefined;
  await system.pass(2 * minuteMs + Math.min(outageSeconds * 1_000, 10 * minuteMs));
  arrivals.stop();
  await system.passUntil(() => system.isAtRest, 48 * hourMs);

  const where = system.whereEventsAre();
  const idealPerSecond = Math.min(recoveryCallsPerSecond, eventsPerSecond);
  const late = lateness.lateMs(idealPerSecond, healthyAt + minuteMs);
  return {
    ...one,
    ...{ integrations: integrations.length, recoveryCallsPerSecond, events: where.accepted },
    ...{ lost: where.lost.length + where.withoutEffect.length, repeated: where.repeated.length },
    deadLettered: where.deadLettered,
    closedAfterS: seconds(Math.max(0, closedAt - healthyAt)),
    lateP50S: seconds(percentile(late, 0.5)),
    lateP90S: seconds(percentile(late, 0.9)),
    lateMaxS: seconds(percentile(lateness.lateMs(idealPerSecond), 1)),
    lateAtFullRateMaxS: seconds(percentile(lateness.lateMs(recoveryCallsPerSecond), 1)),
    maxReceives: system.mostReceives,
    maxInFlight: system.mostInFlight,
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
