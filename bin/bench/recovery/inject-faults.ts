import type { Random } from '../../../lambdas/runtime/clock.ts';
import type { SimulatedIntegration } from '../../simulation/simulated-integration.ts';
import type { SimulatedSystem } from '../../simulation/simulated-system.ts';

export interface Faults {
  /** Events that their provider sends a second time. */
  readonly duplicates: number;
  /** Processor environments that die while they work. */
  readonly kills: number;
}

const tryAgainMs = 100;
/** Time from the upstream's recovery to the last fault. */
const lastFaultMs = 40_000;

/** Spreads faults over the outage and the drain after it. */
export function injectFaults(
  system: SimulatedSystem,
  faults: Faults & { readonly beganAt: number; readonly healthyAt: number },
  random: Random,
): void {
  const { time } = system;
  const spanMs = faults.healthyAt + lastFaultMs - faults.beganAt;
  const momentOf = (index: number, count: number) =>
    faults.beganAt + (spanMs * (index + random())) / count;
  for (let index = 0; index < faults.duplicates; index += 1) {
    time.at(momentOf(index, faults.duplicates), () => {
      sendAgain(anyOf(system, random), time.now(), random);
    });
  }
  for (let index = 0; index < faults.kills; index += 1) {
    const kill = () => {
      if (!anyOf(system, random)?.killOne()) time.at(time.now() + tryAgainMs, kill);
    };
    // The last one strikes when the backlog arrives.
    const isLast = index === faults.kills - 1;
    time.at(isLast ? faults.healthyAt : momentOf(index, faults.kills), kill);
  }
}

/** One of its last hundred events. */
function sendAgain(
  integration: SimulatedIntegration | undefined,
  now: number,
  random: Random,
): void {
  if (integration === undefined) return;
  const { book, queue } = integration;
  const number = book.accepted - 1 - Math.floor(random() * Math.min(100, book.accepted));
  if (number >= 0) queue.send(book.again(number, now));
}

function anyOf({ integrations }: SimulatedSystem, random: Random) {
  return integrations[Math.floor(random() * integrations.length)];
}
