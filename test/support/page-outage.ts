import { SimulatedSystem, type SystemSettings } from '../../bin/simulation/simulated-system.ts';

const hourMs = 3_600_000;

export interface PageOutageFigures {
  readonly accepted: number;
  readonly done: number;
  readonly deadLettered: number;
  readonly lost: number;
  readonly wrongEffects: number;
  readonly callsWhileDown: number;
}

/** For 87 seconds a proxy answers every request with 200 and its maintenance page. */
export async function pageOutage(
  means: NonNullable<SystemSettings['means']>,
): Promise<PageOutageFigures> {
  const system = new SimulatedSystem({
    ...{ seed: 11, eventsPerSecond: 1, means, keepsRecords: true },
    networkMs: { there: { least: 8, most: 8 }, back: { least: 0, most: 0 } },
    answerMs: { least: 50, most: 250 },
  });
  const { arrivals, upstream } = system;
  arrivals.start();
  await system.pass(60_000);
  let callsWhileDown = 0;
  upstream.outage = 'pages';
  upstream.onCall = () => {
    callsWhileDown += 1;
  };
  await system.pass(87_000);
  upstream.onCall = () => undefined;
  upstream.outage = undefined;
  await system.pass(60_000);
  arrivals.stop();
  await system.passUntil(() => system.backlog === 0, hourMs);
  const { accepted, done, deadLettered, lost, repeated, withoutEffect } = system.whereEventsAre();
  return {
    ...{ accepted, done, deadLettered, callsWhileDown },
    ...{ lost: lost.length, wrongEffects: repeated.length + withoutEffect.length },
  };
}
