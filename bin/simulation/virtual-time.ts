import { EarliestFirst } from './earliest-first.ts';

/** Something that happens at a moment of virtual time. */
export interface Appointment {
  cancel(): void;
}

interface Entry extends Appointment {
  act: (() => void) | undefined;
  readonly offsetMs: number;
}

/** Node's own loop is gone through once for so many steps: it is slower than they are. */
const stepsAtOnce = 100;

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
  #present: Entry[] = [];
  /** In `#present`: who is next. */
  #place = 0;

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
      await new Promise<void>((resolve, reject) => {
        let isRunning = true;
        const step = () => {
          if (!isRunning) return;
          try {
            isRunning = this.#step(isOver);
            if (!isRunning) resolve();
          } catch (error) {
            isRunning = false;
            reject(error as Error);
          }
        };
        const goOn = () => {
          if (!isRunning) return;
          for (let steps = 0; steps < stepsAtOnce; steps += 1) setImmediate(step);
          setImmediate(goOn);
        };
        goOn();
      });
    } finally {
      Date.now = machineNow;
    }
  }

  /**
   * Lets those go on who are next. Node lets all promises go on between two of these steps, so that each
   * begins when everybody waits again. Those whose clocks differ do not go on side by side.
   *
   * @returns false where there is no next one
   */
  #step(isOver: () => boolean): boolean {
    if (this.#place >= this.#present.length && !this.#begin(isOver)) return false;
    const { offsetMs } = this.#present[this.#place] as Entry;
    this.#offsetMs = offsetMs;
    for (; this.#place < this.#present.length; this.#place += 1) {
      const entry = this.#present[this.#place] as Entry;
      if (entry.offsetMs !== offsetMs) break;
      entry.act?.();
    }
    return true;
  }

  /** Begins the next moment. The present one is over only now: until then it could grow. */
  #begin(isOver: () => boolean): boolean {
    if (this.#entries.get(this.#now) === this.#present) this.#entries.delete(this.#now);
    if (isOver()) return false;
    const moment = this.#moments.takeEarliest();
    if (moment === undefined) return false;
    this.#now = moment;
    this.#present = this.#entries.get(moment) ?? [];
    this.#place = 0;
    return true;
  }
}
