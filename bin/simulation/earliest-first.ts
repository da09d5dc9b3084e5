/** A binary heap of moments. */
export class EarliestFirst {
  readonly #heap: number[] = [];

  add(moment: number): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(moment);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as number;
      if (above <= moment) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = moment;
  }

  /** Undefined where there is none. */
  takeEarliest(): number | undefined {
    const heap = this.#heap;
    const earliest = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return earliest;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) {
        child += 1;
      }
      if ((heap[child] as number) >= last) break;
      heap[place] = heap[child] as number;
      place = child;
    }
    heap[place] = last;
    return earliest;
  }
}
