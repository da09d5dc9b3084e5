import type { World } from './world.ts';

/**
 * I5: from every state, with a healthy upstream and one environment that goes on, it can close again.
 *
 * Kept as pairs of a state and the one environment that goes on. A pair's moves are time and those of that
 * environment; from where it is closed they are followed backwards, and whatever is not met is stuck.
 */
export class RecoveryGraph {
  readonly #environments: number;
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #isClosed: boolean[] = [];
  readonly #needsPerson: boolean[] = [];

  constructor(environments: number) {
    this.#environments = environments;
  }

  /** In the order of their numbers. */
  addState({ stored: { state, mode } }: World): void {
    this.#isClosed.push(state.kind === 'closed' && mode.kind === 'auto');
    this.#needsPerson.push(
      mode.kind === 'isolated'
        ? mode.credentialVersion === undefined
        : mode.kind !== 'auto' && mode.until === undefined,
    );
  }

  /**
   * @param orders which environment stands at which place of the state as it is known by its number
   * @param by undefined where every environment can rely on it
   */
  addMove(
    from: number,
    fromOrder: readonly number[],
    by: number | undefined,
    to: number,
    toOrder: readonly number[],
  ): void {
    for (let place = 0; place < this.#environments; place += 1) {
      const environment = fromOrder[place] ?? 0;
      if (by !== undefined && by !== environment) continue;
      this.#from.push(this.#pair(from, place));
      this.#to.push(this.#pair(to, toOrder.indexOf(environment)));
    }
  }

  /** The nearest state from which some environment can not bring it back. */
  firstStuck(): number | undefined {
    const canClose = this.#allThatCanClose();
    for (let state = 0; state < this.#isClosed.length; state += 1) {
      if (this.#needsPerson[state] === true) continue;
      for (let place = 0; place < this.#environments; place += 1) {
        if (canClose[this.#pair(state, place)] !== 1) return state;
      }
    }
    return undefined;
  }

  #allThatCanClose(): Uint8Array {
    const pairs = this.#isClosed.length * this.#environments;
    const reached = new Uint8Array(pairs);
    const { starts, sources } = this.#backwards(pairs);
    const waiting: number[] = [];
    const reach = (pair: number) => {
      if (reached[pair] === 1) return;
      reached[pair] = 1;
      waiting.push(pair);
    };
    for (let pair = 0; pair < pairs; pair += 1) {
      if (this.#isClosed[Math.floor(pair / this.#environments)] === true) reach(pair);
    }
    for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
      const end = starts[pair + 1] ?? 0;
      for (let edge = starts[pair] ?? 0; edge < end; edge += 1) reach(sources[edge] ?? 0);
    }
    return reached;
  }

  /** The moves by where they lead to. */
  #backwards(pairs: number): { starts: Uint32Array; sources: Uint32Array } {
    const starts = new Uint32Array(pairs + 2);
    for (const to of this.#to) starts[to + 2] = (starts[to + 2] ?? 0) + 1;
    for (let pair = 2; pair < starts.length; pair += 1) {
      starts[pair] = (starts[pair] ?? 0) + (starts[pair - 1] ?? 0);
    }
    const sources = new Uint32Array(this.#to.length);
    for (let edge = 0; edge < this.#to.length; edge += 1) {
      const to = this.#to[edge] ?? 0;
      const slot = starts[to + 1] ?? 0;
      sources[slot] = this.#from[edge] ?? 0;
      starts[to + 1] = slot + 1;
    }
    return { starts, sources };
  }

  #pair(state: number, place: number): number {
    return state * this.#environments + place;
  }
}
