import { describe, expect, it } from '@jest/globals';
import type { HazardRun } from '../../../bin/bench/hazards.ts';
import type { OutageFigures } from '../../../bin/bench/outage.ts';
import type { LongOutageFigures } from '../../support/long-outage.ts';
import type { FailingTableFigures } from '../../support/failing-table.ts';
import type { PageOutageFigures } from '../../support/page-outage.ts';
import type { QuietOutageFigures } from '../../support/quiet-outage.ts';
import { simulate } from '../../support/simulate.ts';

/** The whole of them: `npm run bench -- outage` and `npm run bench -- hazards`. */
describe('the simulated system', () => {
  it('turns an outage into nothing but waiting, and the same seed into the same story', async () => {
    const scale = '{ hours: 0.3, eventsPerSecond: 5, recoveryCallsPerSecond: 15, seed: 7 }';
    const run = () => simulate<OutageFigures>('bin/bench/outage.ts', `benchOutage(${scale})`);
    const [one, other] = await Promise.all([run(), run()]);
    expect(one).toMatchObject({ deadLettered: 0, lost: 0, wrongEffects: 0, done: one.events });
    expect(one.maxReceives).toBeLessThanOrEqual(3);
    expect(one.maxDrainRate).toBeLessThanOrEqual(15);
    // A probe each 24 to 45 s, for eighteen minutes.
    expect(one.upstreamCallsWhileDown - one.callsUntilOpen).toBeLessThanOrEqual(45);
    expect(other.journal).toBe(one.journal);
  }, 120_000);

  it('loses and repeats nothing while environments die and answers get lost', async () => {
    const { figures, failures } = await simulate<HazardRun>(
      'bin/bench/hazards.ts',
      `runHazards('key', 3)`,
    );
    expect(figures).toMatchObject({ lost: 0, repeated: 0, withoutEffect: 0 });
    expect(figures.done + figures.deadLettered).toBe(figures.events);
    expect(figures.killed).toBeGreaterThan(100);
    // Each call to AWS fails finally at least once, wherever it is made.
    expect(Object.keys(failures)).toContain('PutItem DynamoDbStepStore.write');
    expect(Math.min(...Object.values(failures))).toBeGreaterThan(0);
  }, 120_000);

  it('loses and repeats nothing while half of the writes of one kind fail finally', async () => {
    const { figures, failures } = await simulate<HazardRun>(
      'bin/bench/hazards.ts',
      `failCallSite('none', 1, 'PutItem DynamoDbStepStore.write')`,
    );
    expect(figures).toMatchObject({ lost: 0, repeated: 0, withoutEffect: 0 });
    expect(figures.done + figures.deadLettered).toBe(figures.events);
    const failed = Object.keys(failures).filter((callSite) => failures[callSite] !== 0);
    expect(failed).toEqual(['PutItem DynamoDbStepStore.write']);
  }, 120_000);

  it.each(['key', 'lookup'])(
    'waits for an upstream (%s) that answers with pages for a while, and dead-letters nothing',
    async (means) => {
      const figures = await simulate<PageOutageFigures>(
        'test/support/page-outage.ts',
        `pageOutage('${means}')`,
      );
      expect(figures).toMatchObject({ deadLettered: 0, lost: 0, wrongEffects: 0 });
      expect(figures.done).toBe(figures.accepted);
      expect(figures.callsWhileDown).toBeLessThan(figures.accepted);
    },
    120_000,
  );

  it.each(['none', 'lookup', 'key'])(
    'turns no healthy call into one of unknown outcome while its table refuses 22 of 100 writes (%s)',
    async (means) => {
      const figures = await simulate<FailingTableFigures>(
        'test/support/failing-table.ts',
        `failingTable('${means}')`,
      );
      expect(figures).toMatchObject({ deadLettered: 0, lost: 0, wrongEffects: 0 });
      expect(figures.done).toBe(figures.accepted);
      expect(figures.refusedWrites).toBeGreaterThan(1_000);
    },
    120_000,
  );

  it('dead-letters what has waited in a hold queue for thirteen days', async () => {
    const figures = await simulate<LongOutageFigures>(
      'test/support/long-outage.ts',
      'longOutage(16, 0.002)',
    );
    expect(figures).toMatchObject({ mappingWhileDown: 'Enabled', lost: 0, wrongEffects: 0 });
    expect(figures.deadLettered).toBeGreaterThan(100);
    expect(figures.done + figures.deadLettered).toBe(figures.accepted);
    // SQS gives up on a message after a thousand.
    expect(figures.mostReceives).toBeLessThan(500);
  }, 120_000);

  it('gambles no more than a few events on an upstream that answers errors, at one each few minutes', async () => {
    const figures = await simulate<QuietOutageFigures>(
      'test/support/quiet-outage.ts',
      'quietOutage(6, 0.005)',
    );
    expect(figures).toMatchObject({ lost: 0, wrongEffects: 0 });
    expect(figures.accepted).toBeGreaterThan(100);
    // One each few minutes was answered before: after ten minutes without, nobody is.
    expect(figures.deadLettered).toBeLessThanOrEqual(5);
    expect(figures.callsWhileDown).toBe(figures.deadLettered);
    expect(figures.done).toBe(figures.accepted - figures.deadLettered);
  }, 120_000);
});
