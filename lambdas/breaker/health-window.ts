import { slotIndex } from './slot.ts';

/** Calls, exactly counted or estimated. */
export interface Tally {
  readonly failed: number;
  readonly alive: number;
}

interface OwnSlot {
  readonly index: number;
  failed: number;
  alive: number;
  /** What this environment has told the others of this slot. */
  told: Tally;
}

/**
 * What one environment saw itself in the last slots of one epoch, call by call; and what it told, which
 * stands for the same calls and so must not be counted beside them.
 */
export class HealthWindow {
  readonly epoch: number;
  readonly #keptSlots: number;
  #slots: OwnSlot[] = [];
  #usedAt: number;

  constructor(epoch: number, keptSlots: number, now: number) {
    this.epoch = epoch;
    this.#keptSlots = keptSlots;
    this.#usedAt = now;
  }

  count(result: 'alive' | 'failed', at: number): void {
    this.#slot(slotIndex(at))[result] += 1;
    this.#usedAt = at;
  }

  /** Nothing is left in it that any rule asks about. */
  isOver(now: number): boolean {
    return slotIndex(now) - slotIndex(this.#usedAt) >= this.#keptSlots;
  }

  told({ failed, alive }: Tally, index: number): void {
    const slot = this.#slot(index);
    slot.told = { failed: slot.told.failed + failed, alive: slot.told.alive + alive };
  }

  /** What was seen from a slot on. */
  since(index: number): Tally {
    const slots = this.#slots.filter((slot) => slot.index >= index);
    return {
      failed: slots.reduce((sum, { failed }) => sum + failed, 0),
      alive: slots.reduce((sum, { alive }) => sum + alive, 0),
    };
  }

  toldOf(index: number): Tally {
    return this.#slots.find((slot) => slot.index === index)?.told ?? nothing;
  }

  #slot(index: number): OwnSlot {
    let slot = this.#slots.findLast((one) => one.index === index);
    if (slot === undefined) {
      slot = { index, failed: 0, alive: 0, told: nothing };
      this.#slots = [...this.#slots.filter((one) => one.index > index - this.#keptSlots), slot];
    }
    return slot;
  }
}

const nothing: Tally = { failed: 0, alive: 0 };
