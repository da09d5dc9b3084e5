import type { VirtualTime } from './virtual-time.ts';

const slotMs = 100;

/** Counts calls by tenths of a second, to know how many came within any span of time. */
export class CallRates {
  readonly #time: VirtualTime;
  readonly #startMs: number;
  readonly #slots: number[] = [];
  total = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
    this.#startMs = time.now();
  }

  note(): void {
    const slot = this.#slotAt(this.#time.now());
    this.#slots[slot] = (this.#slots[slot] ?? 0) + 1;
    this.total += 1;
  }

  /** Most calls a second within any span of this length, since then. */
  most(spanMs: number, since: number): number {
    const length = spanMs / slotMs;
    let within = 0;
    let most = 0;
    const first = this.#slotAt(since);
    for (let slot = first; slot < this.#slots.length; slot += 1) {
      within += this.#slots[slot] ?? 0;
      if (slot - length >= first) within -= this.#slots[slot - length] ?? 0;
      most = Math.max(most, within);
    }
    return (most * 1_000) / spanMs;
  }

  #slotAt(moment: number): number {
    return Math.floor((moment - this.#startMs) / slotMs);
  }
}
