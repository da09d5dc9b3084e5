import { describe, expect, it } from '@jest/globals';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import { untouched, type Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import { breakerDetails, breakerRow } from '../../../lambdas/operations/breaker-row.ts';
import { orderBreaker, type BreakerOrder } from '../../../lambdas/operations/order-breaker.ts';
import { opened } from '../../support/governor-world.ts';

const now = Date.UTC(2026, 0, 1);
const ada = { by: 'ada', reason: 'maintenance' };

/** Ada orders what she wants on the strength of what she saw. */
function order(store: MemoryBreakerStore, seen: Snapshot, wanted: BreakerOrder) {
  let ids = 0;
  const newId = () => `order-${String((ids += 1))}-${wanted.kind}`;
  return orderBreaker('crm', seen, wanted, ada, { store, now, newId });
}

describe('an order to a breaker', () => {
  it.each<[BreakerOrder, object]>([
    [
      { kind: 'open', until: now + 1 },
      { kind: 'forced-open', until: now + 1 },
    ],
    [{ kind: 'open' }, { kind: 'forced-open' }],
    [{ kind: 'close' }, { kind: 'forced-closed' }],
    [{ kind: 'isolate' }, { kind: 'isolated' }],
  ])('%j stands above it, with who, why and when', async (wanted, mode) => {
    const store = new MemoryBreakerStore();
    const result = await order(store, untouched, wanted);
    expect(result.kind).toBe('done');
    expect((await store.read('crm')).mode).toEqual({ ...mode, ...ada, since: now });
  });

  it('to release makes it open and due, and is nothing where nobody holds it', async () => {
    const store = new MemoryBreakerStore();
    const forced = (await order(store, untouched, { kind: 'close' })).snapshot;
    const released = await order(store, forced, { kind: 'release' });
    expect(released).toMatchObject({
      kind: 'done',
      snapshot: { mode: { kind: 'auto' }, state: { kind: 'open', openForMs: 0 } },
    });
    expect((await order(store, released.snapshot, { kind: 'release' })).kind).toBe('nothing-to-do');
  });

  it('loses to whoever was quicker, and shows what stands there', async () => {
    const store = new MemoryBreakerStore();
    await order(store, untouched, { kind: 'isolate' });
    const late = await order(store, untouched, { kind: 'close' });
    expect(late).toMatchObject({ kind: 'lost', snapshot: { mode: { kind: 'isolated' } } });
    expect((await store.read('crm')).mode.kind).toBe('isolated');
  });
});

describe('a breaker as people see it', () => {
  it('tells who brought it there and when it ends', () => {
    expect(breakerRow('crm', opened(now, 5_000), ['orders'])).toEqual({
      upstream: 'crm',
      state: 'open',
      since: '2025-12-31T23:59:55.000Z',
      until: '2026-01-01T00:00:25.000Z',
      by: 'breakwater',
      reason: 'hard-outage',
      integrations: ['orders'],
    });
    expect(breakerRow('crm', untouched, [])).toMatchObject({
      ...{ state: 'closed', since: null, until: null, by: '', reason: '' },
    });
  });

  it('shows what is over no more', () => {
    const busy = opened(now, 0, { throttledUntil: now + 1, drainingUntil: now + 1 });
    expect(breakerDetails('crm', busy, [], now)).toMatchObject({
      ...{ throttledUntil: '2026-01-01T00:00:00.001Z', drainingUntil: '2026-01-01T00:00:00.001Z' },
    });
    expect(breakerDetails('crm', busy, [], now + 1)).toMatchObject({
      ...{ throttledUntil: null, drainingUntil: null },
    });
  });
});
