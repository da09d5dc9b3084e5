import { createHash } from 'node:crypto';
import type { VirtualTime } from './virtual-time.ts';

/** Lines that are hashed at once: each hashing costs about as much as making ten lines. */
const linesAtOnce = 1_000;

/**
 * All that happened, in order, as one hash: two runs of one seed must have the same. Lines can be kept,
 * for whoever wants to know where two runs part.
 */
export class Journal {
  readonly #time: VirtualTime;
  readonly #hash = createHash('sha256');
  readonly #keptLines: number;
  #lines: string[] = [];
  readonly kept: string[] = [];

  /** @param keptLines how many lines are kept, from the first */
  constructor(time: VirtualTime, keptLines = 0) {
    this.#time = time;
    this.#keptLines = keptLines;
  }

  note(line: string): void {
    const timed = `${String(this.#time.now())} ${line}`;
    this.#lines.push(timed);
    if (this.kept.length < this.#keptLines) this.kept.push(timed);
    if (this.#lines.length >= linesAtOnce) this.#hashLines();
  }

  /** Of everything so far. */
  digest(): string {
    this.#hashLines();
    return this.#hash.copy().digest('hex');
  }

  #hashLines(): void {
    this.#hash.update(this.#lines.join('\n'));
    this.#lines = [];
  }
}
