import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { powertoolsOnce, type OnceResult } from '../../../lambdas/processor/run-once.ts';
import { simulatedTables } from '../../support/simulated-tables.ts';

const leaseMs = 30_000;

describe('The lease of an event', () => {
  let client: DynamoDBClient;
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.UTC(2026, 0, 1), doNotFake: ['nextTick', 'queueMicrotask'] });
    client = simulatedTables();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** One run of the event in an environment of its own, whose lease ends after `leaseMs`. */
  function run(handle: () => Promise<string>, contentSha256?: string): Promise<OnceResult> {
    const leaseEnds = Date.now() + leaseMs;
    const remainingMs = () => leaseEnds - Date.now();
    const clock = { now: () => Date.now(), sleep: () => new Promise<never>(() => undefined) };
    const once = powertoolsOnce(client, 'idempotency', { clock, random: () => 0 });
    return once({ key: 'orders#evt_1', contentSha256, remainingMs }, handle);
  }

  /** Starts a run that freezes, and takes over its event with a second run that is still busy. */
  async function takenOver() {
    const frozen = Promise.withResolvers<string>();
    const frozenEnds = run(() => frozen.promise);
    await jest.advanceTimersByTimeAsync(leaseMs + 1);
    const successor = Promise.withResolvers<string>();
    const successorEnds = run(() => successor.promise);
    await jest.advanceTimersByTimeAsync(1);
    return { frozen, frozenEnds, successor, successorEnds };
  }

  it('keeps other environments out until it ends', async () => {
    const first = Promise.withResolvers<string>();
    const firstEnds = run(() => first.promise);
    await jest.advanceTimersByTimeAsync(leaseMs - 1);
    expect(await run(() => Promise.resolve('again'))).toEqual({ kind: 'in-progress' });
    first.resolve('effect');
    expect(await firstEnds).toEqual({ kind: 'ran' });
    expect(await run(() => Promise.resolve('again'))).toEqual({ kind: 'duplicate' });
  });

  it('survives the failure of a run that it was taken over from', async () => {
    const { frozen, frozenEnds, successor, successorEnds } = await takenOver();
    frozen.reject(new Error('thawed too late'));
    expect((await frozenEnds).kind).toBe('threw');
    expect(await run(() => Promise.resolve('third'))).toEqual({ kind: 'in-progress' });
    successor.resolve('effect');
    expect(await successorEnds).toEqual({ kind: 'ran' });
  });

  it('survives the completion of a run that it was taken over from', async () => {
    const { frozen, frozenEnds, successor, successorEnds } = await takenOver();
    frozen.resolve('late');
    expect(await frozenEnds).toEqual({ kind: 'lease-lost' });
    expect(await run(() => Promise.resolve('third'))).toEqual({ kind: 'in-progress' });
    successor.resolve('effect');
    expect(await successorEnds).toEqual({ kind: 'ran' });
    expect(await run(() => Promise.resolve('third'))).toEqual({ kind: 'duplicate' });
  });

  it('leaves a completed record alone when the run that it was taken over from fails', async () => {
    const { frozen, frozenEnds, successor, successorEnds } = await takenOver();
    successor.resolve('effect');
    await successorEnds;
    frozen.reject(new Error('thawed too late'));
    await frozenEnds;
    expect(await run(() => Promise.resolve('third'))).toEqual({ kind: 'duplicate' });
  });

  it('is released at once by a run that fails', async () => {
    const failing = await run(() => Promise.reject(new Error('no')));
    expect(failing).toMatchObject({ kind: 'threw', thrown: new Error('no') });
    expect(await run(() => Promise.resolve('effect'))).toEqual({ kind: 'ran' });
  });

  it('refuses another body under the same id only if the body identifies the event', async () => {
    await run(() => Promise.resolve('effect'), 'aa');
    expect(await run(() => Promise.resolve('again'), 'bb')).toEqual({ kind: 'other-body' });
    expect((await run(() => Promise.resolve('again'), 'aa')).kind).toBe('duplicate');
  });

  it('is not taken if the table is unreachable: nothing runs', async () => {
    const down = new Error('The table is down.');
    client = Object.create(client, {
      send: { value: () => Promise.reject(down) },
    }) as DynamoDBClient;
    let runs = 0;
    const result = await run(() => Promise.resolve(String((runs += 1))));
    expect(result).toMatchObject({ kind: 'store-unavailable' });
    expect(runs).toBe(0);
  });
});
