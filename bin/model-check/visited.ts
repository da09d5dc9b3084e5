/** The fingerprints that were seen, each with the number of its state. Open addressing over typed arrays. */
export class Visited {
  #high: Uint32Array;
  #low: Uint32Array;
  /** State number + 1; 0 where the slot is free. */
  #states: Uint32Array;
  #mask: number;
  #size = 0;

  constructor(slots = 1 << 16) {
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#states = new Uint32Array(slots);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** The number of the state with this fingerprint, which is `size` before the call where it is new. */
  number(high: number, low: number): number {
    if (this.#size * 2 > this.#mask) this.#grow();
    const slot = this.#slot(high, low);
    const known = this.#states[slot] ?? 0;
    if (known > 0) return known - 1;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#size += 1;
    this.#states[slot] = this.#size;
    return this.#size - 1;
  }

  #slot(high: number, low: number): number {
    let slot = (high ^ Math.imul(low, 0x9e3779b1)) & this.#mask;
    while (this.#states[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low)) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  #grow(): void {
    const [high, low, states] = [this.#high, this.#low, this.#states];
    const slots = (this.#mask + 1) * 2;
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#states = new Uint32Array(slots);
    this.#mask = slots - 1;
    for (let old = 0; old < states.length; old += 1) {
      const state = states[old] ?? 0;
      if (state === 0) continue;
      const slot = this.#slot(high[old] ?? 0, low[old] ?? 0);
      this.#high[slot] = high[old] ?? 0;
      this.#low[slot] = low[old] ?? 0;
      this.#states[slot] = state;
    }
  }
}
