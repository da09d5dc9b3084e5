import type { SlotStore } from './slot-store.ts';
import { addReport, emptySlot, type Report, type Slot } from './slot.ts';

/** Slots of one process: for tests and simulations. */
export class MemorySlotStore implements SlotStore {
  /** In the order of their keys. */
  readonly #slots = new Map<string, Slot[]>();

  async add(circuit: string, epoch: number, index: number, report: Report): Promise<void> {
    const slots = this.#of(circuit);
    const place = slots.findLastIndex((slot) => compare(slot, { epoch, index }) <= 0);
    const before = slots[place];
    if (before !== undefined && compare(before, { epoch, index }) === 0) {
      slots[place] = addReport(before, report);
    } else {
      slots.splice(place + 1, 0, addReport(emptySlot(epoch, index), report));
    }
  }

  /** One slot, as it is by now. */
  slot(circuit: string, epoch: number, index: number): Slot {
    const found = this.#of(circuit).findLast((slot) => compare(slot, { epoch, index }) === 0);
    return found ?? emptySlot(epoch, index);
  }

  async newest(circuit: string, limit: number): Promise<readonly Slot[]> {
    return this.#of(circuit).slice(-limit).reverse();
  }

  #of(circuit: string): Slot[] {
    const slots = this.#slots.get(circuit) ?? [];
    this.#slots.set(circuit, slots);
    return slots;
  }
}

type Key = Pick<Slot, 'epoch' | 'index'>;

function compare(one: Key, other: Key): number {
  return one.epoch - other.epoch || one.index - other.index;
}
