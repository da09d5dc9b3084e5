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
  readonly #othersHold: boolean;

  /**
   * @param toCome messages that the index says will be moved
   * @param sweepAll the queue holds messages that the index does not know: every one must be seen
   * @param othersHold some of its messages were hidden at the beginning: a run that was killed may have moved
   * them and not deleted them yet
   */
  constructor(
    toCome: number,
    { sweepAll, othersHold }: { readonly sweepAll: boolean; readonly othersHold: boolean },
    holdSeconds: number,
    now: number,
  ) {
    this.#toCome = toCome;
    this.#sweepAll = sweepAll;
    this.#othersHold = othersHold;
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

  /** @param received how many messages the queue has just given */
  isOver(received: number, now: number): boolean {
    const nothingToCome = this.#toCome <= 0;
    if (nothingToCome && !this.#sweepAll) return true;
    const quietMs = now - this.#lastMoveAt;
    if (received === 0) {
      // Everything that can be seen was seen; what another run still hides comes back within its hold.
      return (nothingToCome && !this.#othersHold) || quietMs > this.#holdMs * grace;
    }
    // What was passed over comes back again and again: a whole round without a move is enough.
    return quietMs > 2 * this.#holdMs * grace;
  }
}
