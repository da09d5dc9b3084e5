import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../lambdas/runtime/clock.ts';

interface Planned {
  readonly at: number;
  readonly order: number;
  readonly act: () => Promise<void> | void;
}

/** A clock that jumps from one planned act to the next; each is over before the next begins. */
export class VirtualTime implements Clock {
  #now: number;
  #order = 0;
  /** A heap: the next act is the first. */
  readonly #planned: Planned[] = [];

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal?.reason);
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.plan(this.#now + durationMs, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
        return settled();
      });
    });
  }

  /** Starts something that may sleep, and lets it come as far as it can without. */
  start(process: () => Promise<void>): Promise<void> {
    void process();
    return settled();
  }

  /** @param act must not sleep: what does is to be started */
  plan(at: number, act: Planned['act']): void {
    const planned = { at, order: (this.#order += 1), act };
    const heap = this.#planned;
    let place = heap.length;
    for (;;) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (place === 0 || parent === undefined || isBefore(parent, planned)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = planned;
  }

  /** Does what is planned until then, or until `isOver`. */
  async runUntil(end: number, isOver: () => boolean = () => false): Promise<void> {
    for (;;) {
      const next = this.#planned[0];
      if (next === undefined || next.at > end || isOver()) break;
      this.#takeFirst();
      this.#now = Math.max(this.#now, next.at);
      await next.act();
    }
    if (!isOver()) this.#now = Math.max(this.#now, end);
  }

  #takeFirst(): void {
    const heap = this.#planned;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      let child = heap[below];
      if (child === undefined) break;
      const right = heap[below + 1];
      if (right !== undefined && isBefore(right, child)) {
        below += 1;
        child = right;
      }
      if (isBefore(last, child)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
  }
}

function isBefore(one: Planned, other: Planned): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Turns that one thing may take to lead to the next: a client gives its connection a turn of its own. */
const turns = 4;

/** Lets everything run that is ready. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await nextTurn();
}
