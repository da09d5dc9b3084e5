import { describe, expect, it } from '@jest/globals';
import type { RecoveryFigures } from '../../../bin/bench/recovery.ts';
import { simulate } from '../../support/simulate.ts';

const recover = (one: string) =>
  simulate<RecoveryFigures>('bin/bench/recovery.ts', `runRecovery(${one})`);

/** The complete bench: `npm run bench -- recovery`. */
describe('the recovery bench', () => {
  it('counts every event, injects its faults, and gives the same figures each time', async () => {
    const oneCase =
      "{ outageSeconds: 20, eventsPerSecond: 4, duplicates: 3, kills: 3, whenUpstreamDown: 'continue', outage: 'hangs' }";
    const [one, other] = await Promise.all([recover(oneCase), recover(oneCase)]);
    expect(one).toMatchObject({ outageSeconds: 20, lost: 0, repeated: 0, deadLettered: 0 });
    expect(one.events).toBeGreaterThan(4 * 60);
    expect(one.maxReceives).toBeGreaterThan(1);
    expect(one.lateP50S).toBeLessThanOrEqual(one.lateP90S);
    expect(one.lateP90S).toBeLessThanOrEqual(one.lateMaxS);
    expect(other).toEqual(one);
  }, 120_000);
});
