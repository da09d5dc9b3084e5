import type { Clock } from '../runtime/clock.ts';

/** Lets `perSecond` pass each second, evenly, whoever asks. */
export class Pace {
  readonly #msEach: number;
  readonly #clock: Clock;
  #nextAt = 0;

  constructor(perSecond: number, clock: Clock) {
    this.#msEach = 1_000 / perSecond;
    this.#clock = clock;
  }

  /** Resolves when `count` more may pass; rejects with the signal's reason. */
  async wait(count: number, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const mine = Math.max(now, this.#nextAt);
    this.#nextAt = mine + count * this.#msEach;
    if (mine > now) await this.#clock.sleep(mine - now, signal);
  }
}
