import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { SlotStore } from '../../lambdas/breaker/slot-store.ts';
import { emptySlot, slotIndex } from '../../lambdas/breaker/slot.ts';

const index = slotIndex(Date.UTC(2026, 0, 1));

/** What every store of slots promises, whatever it is made of. */
export function describeSlotStore(open: () => SlotStore): void {
  const circuit = () => `crm-${randomUUID()}`;

  it('knows nothing of a circuit of which nobody told', async () => {
    expect(await open().newest(circuit(), 10)).toEqual([]);
  });

  it('adds up what environments tell of the same slot', async () => {
    const store = open();
    const name = circuit();
    await store.add(name, 3, index, { environment: 'a', failed: 2, alive: 0 });
    await store.add(name, 3, index, { environment: 'b', failed: 0, alive: 20 });
    await store.add(name, 3, index, { environment: 'b', failed: 1, alive: 1 });
    await store.add(name, 3, index, { environment: 'c', failed: 0, alive: 0, forbidden: 'e1' });
    expect(await store.newest(name, 10)).toEqual([
      {
        ...{ epoch: 3, index, failed: 3, alive: 21 },
        environments: new Set(['a', 'b', 'c']),
        failing: new Set(['a', 'b']),
        forbidden: new Set(['e1']),
      },
    ]);
  });

  it('loses nothing of what many tell at once', async () => {
    const store = open();
    const name = circuit();
    const environments = Array.from({ length: 30 }, (_, number) => `e${String(number)}`);
    await Promise.all(
      environments.map((environment) =>
        store.add(name, 0, index, { environment, failed: 1, alive: 2 }),
      ),
    );
    const [slot = emptySlot(0, 0)] = await store.newest(name, 1);
    expect(slot).toMatchObject({ failed: 30, alive: 60 });
    expect(slot.failing.size).toBe(30);
  });

  it('gives the newest slots first, the newest epoch before all others, and no more than asked for', async () => {
    const store = open();
    const name = circuit();
    const report = { environment: 'a', failed: 1, alive: 0 };
    for (const [epoch, at] of [
      [9, index + 1],
      [10, index],
      [10, index + 2],
      // Told late, of an epoch that is over.
      [9, index + 3],
    ] as const) {
      await store.add(name, epoch, at, report);
    }
    const order = (await store.newest(name, 3)).map((slot) => [slot.epoch, slot.index]);
    expect(order).toEqual([
      [10, index + 2],
      [10, index],
      [9, index + 3],
    ]);
  });

  describe('keeps circuits apart', () => {
    it('also where the name of one begins with the name of the other', async () => {
      const store = open();
      const name = circuit();
      await store.add(`${name}-2`, 0, index, { environment: 'a', failed: 1, alive: 0 });
      expect(await store.newest(name, 10)).toEqual([]);
    });
  });
}
