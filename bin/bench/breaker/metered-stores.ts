import { circuitAttributes, circuitKey } from '../../../lambdas/breaker/breaker-item.ts';
import type { BreakerStore } from '../../../lambdas/breaker/breaker-store.ts';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import { MemorySlotStore } from '../../../lambdas/breaker/memory-slot-store.ts';
import { slotExpiry, slotKey } from '../../../lambdas/breaker/slot-item.ts';
import type { SlotStore } from '../../../lambdas/breaker/slot-store.ts';
import type { Slot } from '../../../lambdas/breaker/slot.ts';
import type { Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import { itemBytes, readUnits, writeUnits } from './item-bytes.ts';

/** What DynamoDB would have billed so far. */
export interface Bill {
  writeUnits: number;
  readUnits: number;
}

/** A circuit in memory that bills what `DynamoDbBreakerStore` would be billed. */
export function meteredBreakerStore(bill: Bill): BreakerStore {
  const store = new MemoryBreakerStore();
  const billWrite = async (circuit: string, write: () => Promise<unknown>) => {
    const before = circuitBytes(circuit, await store.read(circuit));
    await write();
    const after = circuitBytes(circuit, await store.read(circuit));
    bill.writeUnits += writeUnits(Math.max(before, after));
  };
  return {
    async read(circuit) {
      const snapshot = await store.read(circuit);
      bill.readUnits += readUnits(circuitBytes(circuit, snapshot));
      return snapshot;
    },
    async write(circuit, write) {
      const before = circuitBytes(circuit, await store.read(circuit));
      const result = await store.write(circuit, write);
      bill.writeUnits += writeUnits(Math.max(before, circuitBytes(circuit, result.snapshot)));
      return result;
    },
    throttle: (circuit, until) => billWrite(circuit, () => store.throttle(circuit, until)),
    setDraining: (circuit, until) => billWrite(circuit, () => store.setDraining(circuit, until)),
  };
}

/** Slots in memory that bill what `DynamoDbSlotStore` would be billed. */
export function meteredSlotStore(bill: Bill): SlotStore {
  const store = new MemorySlotStore();
  const known = new WeakMap<Slot, number>();
  const bytesOf = (circuit: string, slot: Slot) => {
    const bytes = known.get(slot) ?? slotBytes(circuit, slot);
    known.set(slot, bytes);
    return bytes;
  };
  return {
    async add(circuit, epoch, index, report) {
      await store.add(circuit, epoch, index, report);
      bill.writeUnits += writeUnits(bytesOf(circuit, store.slot(circuit, epoch, index)));
    },
    async newest(circuit, limit) {
      const slots = await store.newest(circuit, limit);
      bill.readUnits += readUnits(slots.reduce((sum, slot) => sum + bytesOf(circuit, slot), 0));
      return slots;
    },
  };
}

function circuitBytes(circuit: string, snapshot: Snapshot): number {
  if (snapshot.epoch === 0) return 0;
  const { throttledUntil, drainingUntil, ...facts } = snapshot;
  return itemBytes({
    ...circuitKey(circuit),
    ...circuitAttributes(facts),
    ...(throttledUntil !== undefined && { throttledUntil: { N: String(throttledUntil) } }),
    ...(drainingUntil !== undefined && { drainingUntil: { N: String(drainingUntil) } }),
  });
}

function slotBytes(circuit: string, { epoch, index, ...slot }: Slot): number {
  const sets = {
    environments: slot.environments,
    failing: slot.failing,
    forbidden: slot.forbidden,
  };
  return itemBytes({
    ...slotKey(circuit, epoch, index),
    expiresAt: slotExpiry(index),
    ...(slot.failed > 0 && { failed: { N: String(slot.failed) } }),
    ...(slot.alive > 0 && { alive: { N: String(slot.alive) } }),
    ...Object.fromEntries(
      Object.entries(sets)
        .filter(([, set]) => set.size > 0)
        .map(([name, set]) => [name, { SS: [...set] }]),
    ),
  });
}
