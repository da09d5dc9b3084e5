/** What came first goes first; adding and taking cost the same however much there is. */
export class Fifo<Value> {
  #values: Value[] = [];
  #taken = 0;

  get size(): number {
    return this.#values.length - this.#taken;
  }

  add(value: Value): void {
    this.#values.push(value);
  }

  take(): Value | undefined {
    if (this.size === 0) return undefined;
    const value = this.#values[this.#taken];
    this.#taken += 1;
    if (this.#taken > 10_000 && this.#taken * 2 > this.#values.length) {
      this.#values = this.#values.slice(this.#taken);
      this.#taken = 0;
    }
    return value;
  }

  *[Symbol.iterator](): Generator<Value> {
    for (let place = this.#taken; place < this.#values.length; place += 1) {
      yield this.#values[place] as Value;
    }
  }
}
