/** No sweep hides for longer, unless it is a slow one. */
export const longestSweepMs = 900_000;
/** What others hold comes back after their hold, and is seen soon after that: a quarter of it more. */
const grace = 1.25;

/**
 * How far a sweep through a dead-letter queue has come, and whether it is over. SQS tells neither how
 * many messages there are nor when all were seen, so three signs are read together: how many the index
 * says are still to come, whether the queue gave any, and how long nothing was moved.
 */
export class ClearingProgress {
  done = 0;
  cleared = 0;
  #toCome: number;
  #sweepAll: boolean;
  #lastMoveAt: number;
  readonly #holdMs: number;

  /**
   * @param toCome messages that the index says will be moved
   * @param sweepAll the queue holds messages that the index does not know: every one must be seen
   */
  constructor(toCome: number, sweepAll: boolean, holdSeconds: number, now: number) {
    this.#toCome = toCome;
    this.#sweepAll = sweepAll;
    this.#lastMoveAt = now;
    this.#holdMs = holdSeconds * 1_000;
  }

  /** Messages that the index says should still come; those never met are not in the queue any more. */
  get toCome(): number {
    return Math.max(0, this.#toCome);
  }

  count(batch: { done: number; doneOfListed: number; cleared: number }, now: number): void {
    this.done += batch.done;
    this.cleared += batch.cleared;
    this.#toCome -= batch.doneOfListed;
    if (batch.done + batch.cleared > 0) this.#lastMoveAt = now;
  }

  /**
   * @param received how many messages the queue has just given
   * @param othersHide it has messages that somebody else hides: a run that was killed may have moved them and not
   * deleted them yet, and may have hidden them for longer than this one does
   */
  isOver(received: number, now: number, othersHide: boolean): boolean {
    const nothingToCome = this.#toCome <= 0;
    if (nothingToCome && !this.#sweepAll) return true;
    const quietMs = now - this.#lastMoveAt;
    if (received === 0) {
      if (othersHide) return quietMs > longestSweepMs * grace;
      // Everything that can be seen was seen.
      return nothingToCome || quietMs > this.#holdMs * grace;
    }
    // What was passed over comes back again and again: a whole round without a move is enough.
    return quietMs > 2 * this.#holdMs * grace;
  }
}
