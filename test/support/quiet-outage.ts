import { SimulatedSystem } from '../../bin/simulation/simulated-system.ts';

const hourMs = 3_600_000;

export interface QuietOutageFigures {
  readonly accepted: number;
  readonly done: number;
  readonly deadLettered: number;
  readonly lost: number;
  readonly wrongEffects: number;
  readonly callsWhileDown: number;
}

/** An upstream that can be neither repeated nor looked up answers errors, at an event each few minutes. */
export async function quietOutage(
  hours: number,
  eventsPerSecond: number,
): Promise<QuietOutageFigures> {
  const system = new SimulatedSystem({
    ...{ seed: 5, eventsPerSecond, means: 'none', keepsRecords: true },
    networkMs: { there: { least: 8, most: 8 }, back: { least: 0, most: 0 } },
    answerMs: { least: 50, most: 250 },
  });
  const { arrivals, upstream } = system;
  arrivals.start();
  await system.pass(hourMs);
  let callsWhileDown = 0;
  upstream.outage = 'errors';
  upstream.onCall = ({ method }) => {
    if (method === 'POST') callsWhileDown += 1;
  };
  await system.pass(hours * hourMs);
  upstream.onCall = () => undefined;
  upstream.outage = undefined;
  arrivals.stop();
  await system.passUntil(() => system.backlog === 0, 2 * hourMs);
  const { accepted, done, deadLettered, lost, repeated, withoutEffect } = system.whereEventsAre();
  return {
    ...{ accepted, done, deadLettered, callsWhileDown },
    ...{ lost: lost.length, wrongEffects: repeated.length + withoutEffect.length },
  };
}
