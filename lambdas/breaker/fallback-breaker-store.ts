import type { Clock, Random } from '../runtime/clock.ts';
import type { BreakerStore } from './breaker-store.ts';
import type { ConditionalWrite, WriteResult } from './conditional-write.ts';
import { MemoryBreakerStore } from './memory-breaker-store.ts';
import type { Snapshot } from './snapshot.ts';

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
  /** Circuits of which the environment was last told by its own store: its epochs are not the fleet's. */
  readonly #astray = new Set<string>();

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
    const { answer, isShared } = await this.#try((store) => store.read(circuit));
    return this.#told(circuit, answer, isShared);
  }

  async write(circuit: string, write: ConditionalWrite): Promise<WriteResult> {
    const { answer, isShared } = await this.#try((store) =>
      // What was decided on an epoch of its own must not be taken for one of the fleet's.
      store === this.#shared && this.#astray.has(circuit)
        ? lostTo(store.read(circuit))
        : store.write(circuit, write),
    );
    return { ...answer, snapshot: this.#told(circuit, answer.snapshot, isShared) };
  }

  async throttle(circuit: string, until: number): Promise<void> {
    await this.#try((store) => store.throttle(circuit, until));
  }

  async setDraining(circuit: string, until: number | undefined): Promise<void> {
    await this.#try((store) => store.setDraining(circuit, until));
  }

  #told(circuit: string, snapshot: Snapshot, isShared: boolean): Snapshot {
    if (!isShared) {
      this.#astray.add(circuit);
      return { ...snapshot, isOwn: true };
    }
    this.#astray.delete(circuit);
    this.#known.set(circuit, snapshot);
    return snapshot;
  }

  async #try<Answer>(
    act: (store: BreakerStore) => Promise<Answer>,
  ): Promise<{ readonly answer: Answer; readonly isShared: boolean }> {
    const own = this.#own;
    if (own !== undefined && this.#clock.now() < own.retryAt) {
      return { answer: await act(own.store), isShared: false };
    }
    try {
      const answer = await act(this.#shared);
      this.#own = undefined;
      return { answer, isShared: true };
    } catch (error) {
      this.#onFailure(error);
      this.#own ??= { store: new MemoryBreakerStore(this.#known), retryAt: 0 };
      const { store } = this.#own;
      this.#own.retryAt = this.#clock.now() + leftAloneMs * (1 + this.#random() / 2);
      return { answer: await act(store), isShared: false };
    }
  }
}

async function lostTo(reading: Promise<Snapshot>): Promise<WriteResult> {
  return { kind: 'lost', snapshot: await reading };
}
