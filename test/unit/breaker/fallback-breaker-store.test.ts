import { beforeEach, describe, expect, it } from '@jest/globals';
import { defaultBreakerSettings as settings } from '../../../lambdas/breaker/breaker-settings.ts';
import type { BreakerStore } from '../../../lambdas/breaker/breaker-store.ts';
import { FallbackBreakerStore } from '../../../lambdas/breaker/fallback-breaker-store.ts';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import { untouched, type Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import { force, trip } from '../../../lambdas/breaker/transitions.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';

const leftAloneMs = 7_500;

describe('An environment whose breaker store fails', () => {
  let clock: FakeClock;
  let shared: MemoryBreakerStore;
  let isDown: boolean;
  let calls: number;
  let store: FallbackBreakerStore;
  let ids = 0;

  beforeEach(() => {
    clock = fakeClock();
    shared = new MemoryBreakerStore();
    isDown = false;
    calls = 0;
    const failing = new Proxy<BreakerStore>(shared, {
      get: (target, name: keyof BreakerStore) => async (circuit: string, given: never) => {
        calls += 1;
        if (isDown) throw new Error('The table does not answer.');
        return target[name](circuit, given);
      },
    });
    store = new FallbackBreakerStore(failing, { clock, random: () => 1 }, () => undefined);
  });

  function tripOf(seen: Snapshot) {
    const { state } = seen;
    if (state.kind !== 'closed') throw new TypeError('It is not closed.');
    const cause = { id: `id-${String((ids += 1))}`, reason: 'hard-outage' };
    return trip({ ...seen, state }, cause, clock.now(), 0.5, settings);
  }

  const recover = async () => {
    isDown = false;
    await clock.advance(leftAloneMs);
  };

  it('continues from the last known state of the fleet', async () => {
    await shared.write('crm', tripOf(untouched));
    expect((await store.read('crm')).state.kind).toBe('open');
    isDown = true;
    expect(await store.read('crm')).toMatchObject({
      epoch: 1,
      state: { kind: 'open' },
      isOwn: true,
    });
  });

  it('asks the store again only after a pause', async () => {
    isDown = true;
    await store.read('crm');
    await clock.advance(leftAloneMs - 1);
    await store.read('crm');
    expect(calls).toBe(1);
    await clock.advance(1);
    await store.read('crm');
    expect(calls).toBe(2);
  });

  it('forgets its own breaker when the store answers again, also for the next outage', async () => {
    isDown = true;
    await store.write('crm', tripOf(await store.read('crm')));
    expect((await store.read('crm')).state.kind).toBe('open');
    await recover();
    expect((await store.read('crm')).state.kind).toBe('closed');
    isDown = true;
    expect((await store.read('crm')).state.kind).toBe('closed');
  });

  it('does not write to the store what it decided by its own breaker', async () => {
    isDown = true;
    const own = await store.read('crm');
    const decided = tripOf(own);
    await recover();
    expect(await store.write('crm', decided)).toMatchObject({ kind: 'lost', snapshot: untouched });
    expect(await shared.read('crm')).toEqual(untouched);
  });

  it('writes to the store again once it has read its state', async () => {
    isDown = true;
    await store.read('crm');
    await recover();
    const seen = await store.read('crm');
    expect(await store.write('crm', tripOf(seen))).toMatchObject({ kind: 'won' });
    expect((await shared.read('crm')).state.kind).toBe('open');
  });

  it('adopts the state of the fleet as soon as it can read it', async () => {
    isDown = true;
    await store.read('crm');
    const cause = { id: 'order', by: 'ada', reason: 'maintenance' };
    await shared.write('crm', force(untouched, { kind: 'forced-open' }, cause, clock.now()));
    await recover();
    const seen = await store.read('crm');
    expect(seen.mode.kind).toBe('forced-open');
    expect(seen.isOwn).toBeUndefined();
  });
});
