import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DeadLetterOffice } from '../../lambdas/operations/dead-letter-office.ts';
import { replaySome } from '../../lambdas/operations/replay-some.ts';
import type { ClickLimits } from '../../lambdas/operations/replay-some.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { deadLetterWorld, integration } from '../support/dead-letter-world.ts';
import type { DeadLetterWorld } from '../support/dead-letter-world.ts';

let world: DeadLetterWorld;
beforeEach(async () => {
  world = await deadLetterWorld();
});
afterEach(() => world.remove());

const request = { filter: { reason: 'handler-permanent' }, by: 'ada', why: 'mended' };

function click(limits: Partial<ClickLimits>) {
  const { dynamoDb, sqs, s3, bucket, queueUrl, deadLetterQueueUrl, tables } = world;
  const office = new DeadLetterOffice({
    ...{ dynamoDb, sqs, s3 },
    names: { eventTable: tables.events, breakerTable: 'none' },
    queueUrl: () => Promise.resolve(queueUrl),
    deadLetterQueueUrl: () => Promise.resolve(deadLetterQueueUrl),
    holdQueueUrl: (upstream) => Promise.resolve(`${queueUrl}-held-${upstream}`),
    bodyBucket: () => Promise.resolve(bucket),
  });
  return replaySome(
    integration,
    request,
    office,
    { most: 1_000, perSecond: 1_000, budgetMs: 60_000, ...limits },
    clock,
    Math.random().toString(36).slice(2, 8),
  );
}

const dieTogether = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, at) => world.die(`evt_${String(at)}`)));

describe('a click that replays', () => {
  it('moves so many, says how many are left, and the next one goes on with the same operation', async () => {
    const texts = await dieTogether(120);
    await world.die('evt_other', 'forbidden');
    let left = 120;
    const operations = new Set<string>();
    for (let clicks = 0; left > 0; clicks += 1) {
      expect(clicks).toBeLessThan(7);
      const { cleared, done } = await click({ most: 20 });
      // Up to four batches of ten are in hand when the limit is reached.
      expect(done).toBeGreaterThanOrEqual(Math.min(20, left));
      expect(done).toBeLessThanOrEqual(20 + 30);
      left -= done;
      expect(cleared?.remaining).toBe(left);
      operations.add(cleared?.operation ?? '');
    }
    expect(operations.size).toBe(1);
    expect((await world.drain(world.queueUrl)).toSorted()).toEqual(texts.toSorted());
    expect((await world.listed()).map(({ eventId }) => eventId)).toEqual(['evt_other']);
    expect(await world.operations.recent(2)).toMatchObject([
      { state: 'finished', by: 'ada', why: 'mended', counts: { done: 120 } },
    ]);
  }, 60_000);

  it('ends with its time, and leaves the rest to be received at once', async () => {
    await dieTogether(40);
    const { cleared, done } = await click({ perSecond: 20, budgetMs: 700 });
    expect(done).toBeLessThan(40);
    expect(cleared).toMatchObject({ interrupted: true, remaining: 40 - done });
    expect(await world.drain(world.deadLetterQueueUrl)).toHaveLength(40 - done);
  });

  it('is over where it moves the last one with its limit', async () => {
    await dieTogether(10);
    const { cleared } = await click({ most: 10 });
    expect(cleared).toMatchObject({ interrupted: false, remaining: 0 });
    expect(await world.operations.recent(2)).toMatchObject([{ state: 'finished' }]);
  });

  it('does nothing where nothing is there', async () => {
    expect(await click({})).toMatchObject({ cleared: undefined, done: 0 });
    expect(await world.operations.recent(1)).toEqual([]);
  });
});
