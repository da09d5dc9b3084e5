import type { AnnouncementMarks } from './announcement-marks.ts';
import type { BreakerStore } from './breaker-store.ts';
import { applyWrite, type ConditionalWrite, type WriteResult } from './conditional-write.ts';
import { throttle } from './throttle.ts';
import { untouched, type Snapshot } from './snapshot.ts';

/** Circuits of one process: for an environment that cannot reach the shared ones, and for tests. */
export class MemoryBreakerStore implements BreakerStore, AnnouncementMarks {
  readonly #snapshots: Map<string, Snapshot>;

  /** @param known to start from */
  constructor(known: ReadonlyMap<string, Snapshot> = new Map()) {
    this.#snapshots = new Map(known);
  }

  async read(circuit: string): Promise<Snapshot> {
    return this.#stored(circuit);
  }

  async write(circuit: string, write: ConditionalWrite): Promise<WriteResult> {
    const result = applyWrite(this.#stored(circuit), write);
    this.#snapshots.set(circuit, result.snapshot);
    return result;
  }

  async throttle(circuit: string, until: number): Promise<void> {
    this.#snapshots.set(circuit, throttle(this.#stored(circuit), until));
  }

  async setDraining(circuit: string, until: number | undefined): Promise<void> {
    const { drainingUntil: _before, ...snapshot } = this.#stored(circuit);
    const draining = until === undefined ? {} : { drainingUntil: until };
    this.#snapshots.set(circuit, { ...snapshot, ...draining });
  }

  async markAnnounced(circuit: string, epoch: number, after: number | 'any'): Promise<void> {
    const snapshot = this.#stored(circuit);
    if (after !== 'any' && after !== (snapshot.announcedEpoch ?? 0)) return;
    this.#snapshots.set(circuit, { ...snapshot, announcedEpoch: epoch });
  }

  /** Without waiting, so that each operation is one step. */
  #stored(circuit: string): Snapshot {
    return this.#snapshots.get(circuit) ?? untouched;
  }
}
