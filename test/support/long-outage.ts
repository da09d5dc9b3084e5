import { SimulatedSystem } from '../../bin/simulation/simulated-system.ts';
import { dayMs } from '../../lambdas/event/lifetimes.ts';

const hourMs = 3_600_000;

export interface LongOutageFigures {
  readonly mappingWhileDown: string;
  readonly accepted: number;
  readonly done: number;
  readonly deadLettered: number;
  readonly lost: number;
  readonly wrongEffects: number;
  readonly mostReceives: number;
}

/** An upstream with a probe of its own, so that no event is received to find out how it is, is down for days. */
export async function longOutage(
  days: number,
  eventsPerSecond: number,
): Promise<LongOutageFigures> {
  const system = new SimulatedSystem({
    ...{ seed: 11, eventsPerSecond, means: 'none', governorEveryMs: 600_000, keepsRecords: true },
    networkMs: { there: { least: 8, most: 8 }, back: { least: 0, most: 0 } },
    answerMs: { least: 50, most: 250 },
  });
  const { arrivals, upstream, mapping, queue } = system;
  arrivals.start();
  await system.pass(hourMs);
  upstream.outage = 'refuses';
  await system.pass(days * dayMs);
  const mappingWhileDown = mapping.state;
  upstream.outage = undefined;
  arrivals.stop();
  await system.passUntil(() => system.backlog === 0, 2 * dayMs);
  const { accepted, done, deadLettered, lost, repeated, withoutEffect } = system.whereEventsAre();
  return {
    ...{ mappingWhileDown, accepted, done, deadLettered },
    ...{ lost: lost.length, wrongEffects: repeated.length + withoutEffect.length },
    mostReceives: queue.mostReceives,
  };
}
