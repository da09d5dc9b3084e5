import { EarliestFirst } from './earliest-first.ts';

/** Something that happens at a moment of virtual time. */
export interface Appointment {
  cancel(): void;
}

interface Entry extends Appointment {
  act: (() => void) | undefined;
  readonly offsetMs: number;
}

/**
 * Time that passes only when nothing is left to do at this moment. Moments are whole milliseconds; what
 * happens at the same one happens in the order in which it was asked for, so a run is the same each time.
 *
 * While it runs, the machine's own `Date.now()` tells virtual time too: Powertools asks it for leases.
 */
export class VirtualTime {
  #now: number;
  #offsetMs = 0;
  readonly #moments = new EarliestFirst();
  readonly #entries = new Map<number, Entry[]>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs;
  }

  /** Milliseconds since the Unix epoch, by the clock that nobody has. */
  now(): number {
    return this.#now;
  }

  /** @param offsetMs how far the clock of those who go on then is ahead */
  at(time: number, act: () => void, offsetMs = 0): Appointment {
    const moment = Math.max(this.#now, Math.ceil(time));
    const entry: Entry = {
      act,
      offsetMs,
      cancel() {
        entry.act = undefined;
      },
    };
    const sameMoment = this.#entries.get(moment);
    if (sameMoment !== undefined) {
      sameMoment.push(entry);
    } else {
      this.#entries.set(moment, [entry]);
      this.#moments.add(moment);
    }
    return entry;
  }

  /** Goes on until `isOver`, which is asked before each moment, or until nothing is left to come. */
  async run(isOver: () => boolean): Promise<void> {
    const machineNow = Date.now;
    Date.now = () => this.#now + this.#offsetMs;
    try {
      while (!isOver()) {
        const moment = this.#moments.takeEarliest();
        if (moment === undefined) return;
        this.#now = moment;
        await this.#live(this.#entries.get(moment) ?? []);
        this.#entries.delete(moment);
      }
    } finally {
      Date.now = machineNow;
    }
  }

  /** Entries may be added while it goes on. Those whose clocks differ do not go on side by side. */
  async #live(entries: Entry[]): Promise<void> {
    let isAnybodyAwake = false;
    for (let index = 0; index < entries.length || isAnybodyAwake; index += 1) {
      const entry = entries[index];
      if (entry === undefined) {
        await everybodyWaits();
        isAnybodyAwake = false;
        index -= 1;
        continue;
      }
      const { act, offsetMs } = entry;
      if (act === undefined) continue;
      if (isAnybodyAwake && offsetMs !== this.#offsetMs) await everybodyWaits();
      this.#offsetMs = offsetMs;
      isAnybodyAwake = true;
      act();
    }
  }
}

/** Node runs this only when all promises that could go on have gone on. */
function everybodyWaits(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
