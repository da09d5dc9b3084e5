import type { Clock } from '../runtime/clock.ts';
import type { TripRule } from './breaker-event.ts';
import type { Health } from './health.ts';
import { failureRateRule, hardOutageRule, tripRule, type Counts } from './trip-rules.ts';

interface Seen {
  readonly at: number;
  readonly epoch: number;
  readonly result: 'alive' | 'failed';
}

/** Distinct events that meet a 403 without a success between before the credential is blamed. */
const forbiddenEvents = 3;

/** What one environment saw by itself: all that there is while it cannot ask the others. */
export class EnvironmentHealth implements Health {
  readonly #clock: Clock;
  #seen: Seen[] = [];
  readonly #forbidden = new Set<string>();
  #aliveAt = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async record(result: 'alive' | 'failed', epoch: number): Promise<TripRule | undefined> {
    const at = this.#clock.now();
    if (result === 'alive') {
      this.#aliveAt = at;
      this.#forbidden.clear();
    }
    const oldest = at - failureRateRule.windowMs;
    this.#seen = [...this.#seen.filter((one) => one.at > oldest), { at, epoch, result }];
    return tripRule(this.#count(oldest, epoch), this.#count(at - hardOutageRule.windowMs, epoch));
  }

  async forbidden(eventId: string): Promise<boolean> {
    this.#forbidden.add(eventId);
    return this.#forbidden.size >= forbiddenEvents;
  }

  async answeredSince(since: number): Promise<boolean> {
    return this.#aliveAt >= since;
  }

  #count(since: number, epoch: number): Counts {
    const seen = this.#seen.filter((one) => one.at > since && one.epoch === epoch);
    const failed = seen.filter(({ result }) => result === 'failed').length;
    return { failed, alive: seen.length - failed };
  }
}
