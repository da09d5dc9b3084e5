import { beforeEach, describe, expect, it } from '@jest/globals';
import { DynamoDbEventRecords } from '../../../lambdas/processor/dynamodb-event-records.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { simulatedTables } from '../../support/simulated-tables.ts';

const key = 'orders#evt_1';
const alone = (id: string) => ({ id, alone: true });
const amongOthers = (id: string) => ({ id, alone: false });
const error = (message: string) => ({ name: 'Error', message });

describe('The record of an event', () => {
  let clock: FakeClock;
  let records: DynamoDbEventRecords;
  beforeEach(() => {
    clock = fakeClock();
    records = new DynamoDbEventRecords(simulatedTables(), 'events', clock);
  });

  async function attemptOf(run: { id: string; alone: boolean }): Promise<number> {
    const started = await records.startAttempt(key, run);
    return typeof started === 'string' ? Number.NaN : started.attempt;
  }

  it('counts a run once although its first write is sent again', async () => {
    expect(await attemptOf(alone('a'))).toBe(1);
    expect(await attemptOf(alone('a'))).toBe(1);
    expect(await attemptOf(alone('b'))).toBe(2);
  });

  it('charges a run that was lost alone, but none that was lost together with others', async () => {
    expect(await attemptOf(amongOthers('a'))).toBe(1);
    expect(await attemptOf(amongOthers('b'))).toBe(1);
    expect(await attemptOf(alone('c'))).toBe(1);
    expect(await attemptOf(alone('d'))).toBe(2);
  });

  it('shows the runs that were lost alone, until one of them ends', async () => {
    expect(await records.openRun(key)).toBeUndefined();
    await attemptOf(alone('a'));
    await attemptOf(amongOthers('b'));
    expect(await records.openRun(key)).toEqual({ lostAlone: 1 });
    await records.giveBackAttempt(key, amongOthers('b'), { notBefore: 0 });
    expect(await records.openRun(key)).toBeUndefined();
  });

  it('gives back the attempt of a parked run, and keeps the start of its wait', async () => {
    await attemptOf(alone('a'));
    const until = clock.now() + 60_000;
    await records.giveBackAttempt(key, alone('a'), { notBefore: until, refusedSince: 7 });
    expect(await records.startAttempt(key, alone('b'))).toMatchObject({
      ...{ attempt: 1, notBefore: until, refusedSince: 7 },
    });
  });

  it('gives an attempt back once although the write is sent again', async () => {
    await attemptOf(alone('a'));
    await attemptOf(alone('b'));
    for (let sent = 0; sent < 3; sent += 1) {
      await records.giveBackAttempt(key, alone('b'), { notBefore: 0 });
    }
    expect(await attemptOf(alone('c'))).toBe(2);
  });

  it('counts a failure once although the write is sent again', async () => {
    await attemptOf(alone('a'));
    for (let sent = 0; sent < 3; sent += 1) {
      await records.recordFailure(key, alone('a'), error('no'), 0);
    }
    expect(await attemptOf(alone('b'))).toBe(2);
  });

  it('forgets the runs that were lost alone when one fails by itself', async () => {
    await attemptOf(alone('a'));
    await attemptOf(alone('b'));
    await records.recordFailure(key, alone('b'), error('no'), 0);
    expect(await attemptOf(amongOthers('c'))).toBe(2);
  });

  it('keeps the first failure and its time', async () => {
    const firstFailedAt = clock.now();
    await attemptOf(alone('a'));
    await records.recordFailure(key, alone('a'), error('first'), firstFailedAt + 1_000);
    await clock.advance(5_000);
    await attemptOf(alone('b'));
    await records.recordFailure(key, alone('b'), error('second'), firstFailedAt + 9_000);
    expect(await records.startAttempt(key, alone('c'))).toMatchObject({
      ...{ attempt: 3, firstFailedAt, firstError: error('first') },
      notBefore: firstFailedAt + 9_000,
    });
  });

  it('accepts no writes of a run after another one has started', async () => {
    await attemptOf(alone('frozen'));
    await attemptOf(alone('successor'));
    await records.recordFailure(key, alone('frozen'), error('late'), clock.now() + 60_000);
    await records.giveBackAttempt(key, alone('frozen'), { notBefore: clock.now() + 60_000 });
    expect(await records.openRun(key)).toEqual({ lostAlone: 2 });
    expect(await records.startAttempt(key, alone('third'))).toMatchObject({
      ...{ attempt: 3, firstFailedAt: undefined, notBefore: undefined },
    });
  });

  it('starts from scratch after its event was dead-lettered, and knows the dead letters', async () => {
    await attemptOf(alone('a'));
    await records.recordFailure(key, alone('a'), error('no'), clock.now() + 60_000);
    await attemptOf(alone('b'));
    await records.closeAttempts(key, 'dead-1');
    expect(await records.startAttempt(key, alone('c'))).toEqual({
      ...{ attempt: 1, firstFailedAt: undefined, firstError: undefined },
      ...{ notBefore: undefined, refusedSince: undefined, deadLetters: ['dead-1'] },
    });
    expect(await records.deadLetters(key)).toEqual(['dead-1']);
  });

  it('is bound to the first content and type if the provider does not sign them', async () => {
    const first = { contentSha256: 'aa', type: 'paid' };
    const start = (id: string, bound: typeof first) => records.startAttempt(key, alone(id), bound);
    expect(await start('a', first)).toMatchObject({ attempt: 1 });
    expect(await start('b', { ...first, contentSha256: 'bb' })).toBe('other-content');
    expect(await start('c', { ...first, type: 'refunded' })).toBe('other-type');
    expect(await start('d', first)).toMatchObject({ attempt: 2 });
  });

  it('distinguishes another event with the same body from the same event', async () => {
    expect(await records.recordBody('orders', 'aa', 'evt_1')).toEqual({ kind: 'first' });
    expect(await records.recordBody('orders', 'aa', 'evt_1')).toEqual({ kind: 'first' });
    expect(await records.recordBody('orders', 'aa', 'evt_2')).toEqual({
      ...{ kind: 'seen', as: 'evt_1' },
    });
  });
});
