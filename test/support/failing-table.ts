import { SimulatedSystem, type SystemSettings } from '../../bin/simulation/simulated-system.ts';

const hourMs = 3_600_000;

export interface FailingTableFigures {
  readonly accepted: number;
  readonly done: number;
  readonly deadLettered: number;
  readonly lost: number;
  readonly wrongEffects: number;
  readonly refusedWrites: number;
}

/** For five minutes a table refuses 22 of 100 writes, at five events a second; the upstream is healthy. */
export async function failingTable(
  means: NonNullable<SystemSettings['means']>,
): Promise<FailingTableFigures> {
  const system = new SimulatedSystem({
    ...{ seed: 3, eventsPerSecond: 5, means, keepsRecords: true },
    networkMs: { there: { least: 1, most: 8 }, back: { least: 1, most: 8 } },
    answerMs: { least: 50, most: 250 },
  });
  const { arrivals, hazards } = system;
  hazards.begin({ writeRefused: 0.22 });
  arrivals.start();
  await system.pass(5 * 60_000);
  arrivals.stop();
  hazards.end();
  await system.passUntil(() => system.backlog === 0, hourMs);
  const { accepted, done, deadLettered, lost, repeated, withoutEffect } = system.whereEventsAre();
  return {
    ...{ accepted, done, deadLettered, refusedWrites: hazards.struck.writeRefused },
    ...{ lost: lost.length, wrongEffects: repeated.length + withoutEffect.length },
  };
}
