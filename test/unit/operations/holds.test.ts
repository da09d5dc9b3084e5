import { describe, expect, it } from '@jest/globals';
import { breakerActor } from '../../../lambdas/breaker/breaker-actor.ts';
import type { BreakerStore } from '../../../lambdas/breaker/breaker-store.ts';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import { untouched } from '../../../lambdas/breaker/snapshot.ts';
import type { HistoryEntry, Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import { force, isolate } from '../../../lambdas/breaker/transitions.ts';
import { breakerRow } from '../../../lambdas/operations/breaker-row.ts';
import { holdOf } from '../../../lambdas/operations/holds.ts';
import { releaseBreaker } from '../../../lambdas/operations/release-breaker.ts';

const now = Date.UTC(2026, 10, 25, 3);
const ada = { id: 'forced', by: 'ada', reason: 'their migration' };

describe('a breaker as people read it', () => {
  const rowOf = (changes: Partial<Snapshot>) => breakerRow('crm', { ...untouched, ...changes });
  const opening: HistoryEntry = {
    ...{ epoch: 1, at: now, from: 'closed', to: 'open', by: breakerActor, reason: 'hard-outage' },
  };

  it('that is closed has nothing more to tell', () => {
    expect(rowOf({})).toEqual({
      ...{ upstream: 'crm', state: 'closed', since: null, by: null, why: null, until: null },
    });
  });

  it('that opened by itself tells which rule did it, and when it is tried again', () => {
    const state = { kind: 'open', since: now, openForMs: 30_000 } as const;
    expect(rowOf({ state, history: [opening] })).toEqual({
      upstream: 'crm',
      state: 'open',
      since: '2026-11-25T03:00:00.000Z',
      by: null,
      why: 'hard-outage',
      until: '2026-11-25T03:00:30.000Z',
    });
  });

  it('that is tried tells since when it is not closed', () => {
    const state = { kind: 'half-open', since: now, openForMs: 30_000, credits: 0 } as const;
    expect(rowOf({ state, history: [opening] })).toMatchObject({
      ...{ state: 'half-open', since: '2026-11-25T03:00:00.000Z', why: 'hard-outage', until: null },
    });
  });

  it('that a person holds tells who, why and until when', () => {
    const until = now + 3_600_000;
    const { facts } = force(untouched, { kind: 'forced-open', until }, ada, now);
    expect(rowOf(facts)).toEqual({
      upstream: 'crm',
      state: 'forced-open',
      since: '2026-11-25T03:00:00.000Z',
      by: 'ada',
      why: 'their migration',
      until: '2026-11-25T04:00:00.000Z',
    });
  });

  it('that a dead credential isolated names nobody', () => {
    const { facts } = isolate(untouched, { id: 'i', reason: '401 twice' }, 'v1', now);
    expect(rowOf(facts)).toMatchObject({ state: 'isolated', by: null, why: '401 twice' });
  });
});

describe('a person who releases a breaker', () => {
  async function forced(): Promise<MemoryBreakerStore> {
    const store = new MemoryBreakerStore();
    await store.write('crm', force(untouched, { kind: 'forced-open' }, ada, now));
    return store;
  }

  async function release(store: BreakerStore) {
    const told: HistoryEntry[] = [];
    let ids = 0;
    const change = await releaseBreaker(store, {
      upstream: 'crm',
      by: 'grace',
      why: 'it is over',
      now: now + 1_000,
      newId: () => `release-${String((ids += 1))}`,
      announce: (_upstream, entry) => {
        told.push(entry);
        return Promise.resolve();
      },
    });
    return { change, told };
  }

  it('gives it back to itself: open, and due for a try', async () => {
    const store = await forced();
    const { change, told } = await release(store);
    expect(change).toBe('changed');
    expect(await store.read('crm')).toMatchObject({
      mode: { kind: 'auto' },
      state: { kind: 'open', openForMs: 0 },
    });
    expect(told).toMatchObject([
      { from: 'forced-open', to: 'open', by: 'grace', reason: 'it is over' },
    ]);
  });

  it('has no say where nobody holds it', async () => {
    expect(await release(new MemoryBreakerStore())).toEqual({ change: 'as-before', told: [] });
  });

  it('is heard although somebody else changed it at the same moment', async () => {
    const store = await forced();
    let raced = false;
    const racing: BreakerStore = {
      read: (circuit) => store.read(circuit),
      throttle: (circuit, until) => store.throttle(circuit, until),
      setPace: (circuit, pace) => store.setPace(circuit, pace),
      async write(circuit, write) {
        if (!raced) {
          raced = true;
          const seen = await store.read(circuit);
          const other = { ...ada, id: 'other' };
          await store.write(circuit, force(seen, { kind: 'forced-closed' }, other, now));
        }
        return store.write(circuit, write);
      },
    };
    const { change, told } = await release(racing);
    expect(change).toBe('changed');
    expect(told).toMatchObject([{ from: 'forced-closed', to: 'open' }]);
  });

  it('is told that nothing changed where somebody else released it first', async () => {
    const store = await forced();
    await release(store);
    expect((await release(store)).change).toBe('as-before');
  });
});

describe('what holds an integration', () => {
  const closed = { since: null, by: null, why: null, until: null, state: 'closed' } as const;
  const breakers = [
    { ...closed, upstream: 'crm' },
    { ...closed, upstream: 'erp', state: 'open' as const, until: '2026-11-25T03:00:30.000Z' },
  ];
  const pause = {
    ...{ integration: 'orders', since: '', by: 'ada', why: 'double refunds', until: null },
  };

  it('is one of its own upstreams, or a person; a person comes first', () => {
    expect(holdOf('orders', ['crm'], breakers, [])).toEqual({
      breakers: [{ upstream: 'crm', state: 'closed', until: null }],
      held: undefined,
    });
    expect(holdOf('orders', ['crm', 'erp'], breakers, []).held).toEqual({
      by: 'breaker',
      why: 'erp',
    });
    expect(holdOf('orders', ['crm', 'erp'], breakers, [pause]).held).toEqual({
      by: 'person',
      why: 'double refunds',
    });
  });
});
