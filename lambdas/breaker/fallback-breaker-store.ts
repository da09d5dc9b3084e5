import type { Clock, Random } from '../runtime/clock.ts';
import type { BreakerStore } from './breaker-store.ts';
import type { ConditionalWrite, WriteResult } from './conditional-write.ts';
import { MemoryBreakerStore } from './memory-breaker-store.ts';
import type { Pace, Snapshot } from './snapshot.ts';

/** How long a store that failed is left alone, before jitter: each try may cost its whole timeout. */
const leftAloneMs = 5_000;

/**
 * The shared store; while it does not answer, a store of this environment's own that starts from what
 * was known last. So a failing store never fails a call and never leaves it without a breaker. What the
 * shared store says wins as soon as it answers again.
 */
export class FallbackBreakerStore implements BreakerStore {
  readonly #shared: BreakerStore;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #onFailure: (error: unknown) => void;
  readonly #known = new Map<string, Snapshot>();
  #own: { readonly store: MemoryBreakerStore; retryAt: number } | undefined;

  /** @param onFailure told of each failure of the shared store */
  constructor(
    shared: BreakerStore,
    tools: { readonly clock: Clock; readonly random: Random },
    onFailure: (error: unknown) => void,
  ) {
    this.#shared = shared;
    this.#clock = tools.clock;
    this.#random = tools.random;
    this.#onFailure = onFailure;
  }

  async read(circuit: string): Promise<Snapshot> {
    const snapshot = await this.#try((store) => store.read(circuit));
    if (this.#own === undefined) this.#known.set(circuit, snapshot);
    return snapshot;
  }

  async write(circuit: string, write: ConditionalWrite): Promise<WriteResult> {
    const result = await this.#try((store) => store.write(circuit, write));
    if (this.#own === undefined) this.#known.set(circuit, result.snapshot);
    return result;
  }

  throttle(circuit: string, until: number): Promise<void> {
    return this.#try((store) => store.throttle(circuit, until));
  }

  setPace(circuit: string, pace: Pace | undefined): Promise<void> {
    return this.#try((store) => store.setPace(circuit, pace));
  }

  async #try<Result>(act: (store: BreakerStore) => Promise<Result>): Promise<Result> {
    const own = this.#own;
    if (own !== undefined && this.#clock.now() < own.retryAt) return act(own.store);
    try {
      const result = await act(this.#shared);
      this.#own = undefined;
      return result;
    } catch (error) {
      this.#onFailure(error);
      this.#own ??= { store: new MemoryBreakerStore(this.#known), retryAt: 0 };
      this.#own.retryAt = this.#clock.now() + leftAloneMs * (1 + this.#random() / 2);
      return act(this.#own.store);
    }
  }
}
