import { describe, expect, it } from '@jest/globals';
import { fleetFigures, trickleFigures } from '../../../bin/bench/breaker.ts';
import {
  simulateFleet,
  type FleetRun,
  type RuleName,
} from '../../../bin/bench/breaker/simulate-fleet.ts';
import { simulateTrickle } from '../../../bin/bench/breaker/simulate-trickle.ts';

/** A small part of `npm run bench -- breaker`: enough that a change for the worse is seen. */
const fleets = [
  { environments: 1, callsPerSecond: 4 },
  { environments: 10, callsPerSecond: 40 },
  { environments: 100, callsPerSecond: 100 },
  { environments: 1_000, callsPerSecond: 100 },
];

/** When it opens, in seconds after the fault, or Infinity; over a few seeds, sorted. */
async function detections(
  fleet: Omit<FleetRun, 'seed' | 'rule' | 'observedSeconds'>,
  seeds: number,
  rule: RuleName = 'breakwater',
): Promise<number[]> {
  const seconds: number[] = [];
  for (let seed = 101; seed <= 100 + seeds; seed += 1) {
    const { detectionSeconds } = await simulateFleet({ ...fleet, rule, seed, observedSeconds: 60 });
    seconds.push(detectionSeconds ?? Infinity);
  }
  return seconds.sort((one, other) => one - other);
}

describe.each(fleets)('$environments environments, $callsPerSecond calls a second', (fleet) => {
  it('see a hard outage within eight seconds', async () => {
    const [, median] = await detections({ ...fleet, fault: 'hard' }, 3);
    expect(median).toBeLessThanOrEqual(8);
  });

  it('write at most 57 units in a thousand healthy calls', async () => {
    const [{ wruPer1000Calls, trippedRuns }] = await fleetFigures(
      { ...fleet, fault: 'healthy' },
      1,
    );
    expect(wruPer1000Calls).toBeLessThanOrEqual(57);
    expect(trippedRuns).toBe(0);
  });
});

describe('a fleet', () => {
  it.each([
    ['errors-30', 10, 40, 3],
    ['errors-30', 1_000, 100, 4],
    ['bad-environments-10', 10, 40, 3],
    ['bad-environments-10', 1_000, 100, 1],
    ['blip-3s', 1, 4, 20],
    ['blip-3s', 1_000, 100, 6],
  ] as const)(
    'stays closed at %s: %i environments, %i calls a second',
    async (fault, environments, callsPerSecond, seeds) => {
      const seconds = await detections({ environments, callsPerSecond, fault }, seeds);
      expect(seconds).toEqual(Array.from({ length: seeds }, () => Infinity));
    },
  );

  const ten = { environments: 10, callsPerSecond: 40 };

  it('sees a hard outage by the guide alone only after half a minute', async () => {
    const [soonest] = await detections({ ...ten, fault: 'hard' }, 3, 'guide');
    expect(soonest).toBeGreaterThan(25);
  });

  it('sees 10 s timeouts soon after the first of them', async () => {
    expect((await detections({ ...ten, fault: 'timeouts-10s' }, 5)).at(-1)).toBeLessThan(13);
  });

  it('sees 60 % errors within the minute', async () => {
    expect((await detections({ ...ten, fault: 'errors-60' }, 3)).at(-1)).toBeLessThan(60);
  });
});

describe('one event a minute', () => {
  const trickle = { environments: 1, callsPerSecond: 1 / 60 } as const;

  it.each(['hard', 'timeouts-10s'] as const)(
    'loses none to an outage (%s), where the guide alone loses many',
    async (fault) => {
      const breakwater = await trickleFigures({ ...trickle, fault, rule: 'breakwater' }, 3);
      expect(breakwater).toMatchObject({ deadLettered: 0, trippedRuns: 3 });
      const guide = await trickleFigures({ ...trickle, fault, rule: 'guide' }, 3);
      expect(guide.deadLettered).toBeGreaterThan(20);
    },
  );

  it('writes at most 57 units in a thousand healthy calls', async () => {
    const figures = await trickleFigures({ ...trickle, fault: 'healthy', rule: 'breakwater' }, 1);
    expect(figures.wruPer1000Calls).toBeLessThanOrEqual(57);
  });

  it('or one an hour: none is lost to an outage of half a day', async () => {
    // Shorter than the upstream remembers keys: after that nobody but a person knows what happened.
    const observedSeconds = 12 * 3_600;
    const run = { ...trickle, callsPerSecond: 1 / 3_600, fault: 'hard', observedSeconds } as const;
    for (const seed of [1, 2, 3]) {
      const outcome = await simulateTrickle({ ...run, rule: 'breakwater', seed });
      expect(outcome).toMatchObject({ deadLettered: 0, left: 0 });
      expect(outcome.detectionSeconds).toBeDefined();
    }
  });
});
