import type { VirtualTime } from './virtual-time.ts';

/** Events that come at an even pace, as long as it is not stopped. */
export class Arrivals {
  readonly #time: VirtualTime;
  readonly #perSecond: number;
  readonly #arrive: () => void;
  #isOn = false;

  constructor(time: VirtualTime, perSecond: number, arrive: () => void) {
    this.#time = time;
    this.#perSecond = perSecond;
    this.#arrive = arrive;
  }

  start(): void {
    this.#isOn = true;
    this.#come(this.#time.now());
  }

  stop(): void {
    this.#isOn = false;
  }

  #come(at: number): void {
    this.#time.at(at, () => {
      if (!this.#isOn) return;
      this.#arrive();
      this.#come(at + 1_000 / this.#perSecond);
    });
  }
}
