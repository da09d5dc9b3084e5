import { describe, expect, it } from '@jest/globals';
import { fleetFigures, trickleFigures } from '../../../bin/bench/breaker.ts';
import type { FaultName } from '../../../bin/bench/breaker/fault.ts';
import { simulateFleet } from '../../../bin/bench/breaker/simulate-fleet.ts';
import { simulateTrickle } from '../../../bin/bench/breaker/simulate-trickle.ts';

/** A small part of `npm run bench -- breaker`: enough that a change for the worse is seen. */
const fleets = [
  { environments: 1, callsPerSecond: 4 },
  { environments: 10, callsPerSecond: 40 },
  { environments: 100, callsPerSecond: 100 },
  { environments: 1_000, callsPerSecond: 100 },
];

/** How often it opens within a minute, over a few seeds. */
async function openings(
  fleet: { readonly environments: number; readonly callsPerSecond: number },
  fault: FaultName,
  seeds: number,
): Promise<number> {
  let opened = 0;
  for (let seed = 101; seed <= 100 + seeds; seed += 1) {
    const run = { ...fleet, fault, rule: 'breakwater', seed, observedSeconds: 60 } as const;
    if ((await simulateFleet(run)).detectionSeconds !== undefined) opened += 1;
  }
  return opened;
}

describe.each(fleets)('$environments environments, $callsPerSecond calls a second', (fleet) => {
  it('see a hard outage within eight seconds, where the guide alone needs half a minute', async () => {
    const [breakwater, guide] = await fleetFigures({ ...fleet, fault: 'hard' }, 5);
    expect(breakwater.trippedRuns).toBe(5);
    expect(breakwater.detectionP50s).toBeLessThanOrEqual(8);
    expect(guide.detectionP50s).toBeGreaterThan(25);
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
    ['errors-30', 1_000, 100, 6],
    ['bad-environments-10', 10, 40, 3],
    ['bad-environments-10', 1_000, 100, 2],
    ['blip-3s', 1, 4, 20],
    ['blip-3s', 1_000, 100, 10],
  ] as const)(
    'stays closed at %s: %i environments, %i calls a second',
    async (fault, environments, callsPerSecond, seeds) => {
      expect(await openings({ environments, callsPerSecond }, fault, seeds)).toBe(0);
    },
  );

  it('sees 10 s timeouts soon after the first of them, and 60 % errors within the minute', async () => {
    const fleet = { environments: 10, callsPerSecond: 40 };
    const [timeouts] = await fleetFigures({ ...fleet, fault: 'timeouts-10s' }, 5);
    expect(timeouts.detectionP95s).toBeLessThan(13);
    const [errors] = await fleetFigures({ ...fleet, fault: 'errors-60' }, 3);
    expect(errors.detectionP95s).toBeLessThan(60);
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

  it('or one an hour: none is lost to an outage of a day', async () => {
    const run = {
      ...trickle,
      callsPerSecond: 1 / 3_600,
      fault: 'hard',
      rule: 'breakwater',
    } as const;
    for (const seed of [1, 2, 3]) {
      const outcome = await simulateTrickle({ ...run, seed, observedSeconds: 24 * 3_600 });
      expect(outcome).toMatchObject({ deadLettered: 0, left: 0 });
      expect(outcome.detectionSeconds).toBeDefined();
    }
  });
});
