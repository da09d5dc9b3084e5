import type { Clock } from '../runtime/clock.ts';

/** Retries per request that an environment may add to an upstream's load, over the last minute. */
const ratio = 0.2;
/** Retries a minute that are always allowed: at low traffic a ratio would forbid the first one. */
const floor = 10;
const windowMs = 60_000;
const slotMs = 5_000;

interface Slot {
  readonly index: number;
  requests: number;
  retries: number;
}

/** Keeps retries from becoming the load. One per upstream and environment. */
export interface RetryBudget {
  countRequest(): void;
  /** Takes one retry out of the budget; false where there is none left. */
  takeRetry(): boolean;
}

export function retryBudget(clock: Clock): RetryBudget {
  let slots: Slot[] = [];

  function currentSlot(): Slot {
    const index = Math.floor(clock.now() / slotMs);
    slots = slots.filter((slot) => (index - slot.index) * slotMs < windowMs);
    let slot = slots.at(-1);
    if (slot?.index !== index) slots.push((slot = { index, requests: 0, retries: 0 }));
    return slot;
  }

  return {
    countRequest() {
      currentSlot().requests += 1;
    },
    takeRetry() {
      const slot = currentSlot();
      const requests = sum(slots.map((one) => one.requests));
      const retries = sum(slots.map((one) => one.retries));
      if (retries >= floor + ratio * requests) return false;
      slot.retries += 1;
      return true;
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
