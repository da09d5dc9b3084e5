import type { BackoffFormula } from '../../lambdas/contract/define-upstream.ts';
import { backoffMs, backoffOf } from '../../lambdas/upstream/backoff.ts';
import { seededRandom } from './seeded-random.ts';

export interface BackoffFigures {
  readonly name: BackoffFormula;
  readonly secondsUntilAllServed: number;
  readonly calls: number;
  /** Most retries that came within one second. */
  readonly peakPerSecond: number;
  /** The same, once a minute has passed: by then a formula has spread them, or never will. */
  readonly peakPerSecondAfterAMinute: number;
}

const clients = 1_000;
const servedPerSecond = 20;
const seed = 20_260_626;

/**
 * A thousand clients fail at the same moment at a server that then answers twenty calls a second; who is
 * not served backs off and comes again, until all are served. Simulated: the same figures in every run.
 */
export function benchBackoff(): Promise<{ formulas: BackoffFigures[] }> {
  return Promise.resolve({ formulas: [simulate('full-jitter'), simulate('guide')] });
}

function simulate(name: BackoffFormula): BackoffFigures {
  const backoff = backoffOf({ formula: name });
  const random = seededRandom(seed);
  /** By second: the retry number of each client that comes in it. */
  const arrivals = new Map<number, { readonly atMs: number; readonly retry: number }[]>();
  const comeAgain = (nowMs: number, retry: number) => {
    const atMs = nowMs + backoffMs(backoff, retry, random);
    const second = Math.floor(atMs / 1_000);
    arrivals.set(second, [...(arrivals.get(second) ?? []), { atMs, retry }]);
  };
  for (let client = 0; client < clients; client += 1) comeAgain(0, 0);

  const perSecond: number[] = [];
  let served = 0;
  for (let second = 0; served < clients; second += 1) {
    let taken = 0;
    let came = 0;
    // Who backs off for less than a second may come again within it.
    for (let due = next(arrivals, second); due !== undefined; due = next(arrivals, second)) {
      came += 1;
      if (taken < servedPerSecond) taken += 1;
      else comeAgain(due.atMs, due.retry + 1);
    }
    served += taken;
    perSecond.push(came);
  }
  return {
    name,
    secondsUntilAllServed: perSecond.length,
    calls: clients + perSecond.reduce((sum, came) => sum + came, 0),
    peakPerSecond: Math.max(...perSecond),
    peakPerSecondAfterAMinute: Math.max(0, ...perSecond.slice(60)),
  };
}

/** Takes the earliest arrival of a second. */
function next<Arrival extends { readonly atMs: number }>(
  arrivals: ReadonlyMap<number, Arrival[]>,
  second: number,
): Arrival | undefined {
  const waiting = arrivals.get(second) ?? [];
  const earliest = waiting.reduce<Arrival | undefined>(
    (first, one) => (first === undefined || one.atMs < first.atMs ? one : first),
    undefined,
  );
  if (earliest !== undefined) waiting.splice(waiting.indexOf(earliest), 1);
  return earliest;
}
