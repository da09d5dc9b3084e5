import type { SimulatedSystem } from '../../simulation/simulated-system.ts';

export interface OutageTimes {
  /** Milliseconds since the Unix epoch. */
  readonly beganAt: number;
  readonly healthyAt: number;
  /** Whether an event waits for the upstream that is down. */
  readonly needs: (integration: string, number: number) => boolean;
}

interface Waiting {
  readonly acceptedAt: number;
  readonly needsUpstream: boolean;
  effectAt: number | undefined;
}

/** Notes when each event of an outage was accepted and when it had its effect. */
export class Lateness {
  readonly #times: OutageTimes;
  readonly #waiting: Waiting[] = [];

  /** Starts recording. */
  constructor(system: SimulatedSystem, times: OutageTimes) {
    this.#times = times;
    const open = new Map<string, Waiting>();
    const { time } = system;
    system.onAccept = ({ name }, number) => {
      const needsUpstream = times.needs(name, number);
      const waiting: Waiting = { acceptedAt: time.now(), needsUpstream, effectAt: undefined };
      this.#waiting.push(waiting);
      open.set(`${name}#${String(number)}`, waiting);
    };
    system.onEffect = (integration, number) => {
      const key = `${integration}#${String(number)}`;
      const waiting = open.get(key);
      if (waiting !== undefined) waiting.effectAt = time.now();
      open.delete(key);
    };
  }

  /**
   * How much later than in an ideal drain each event had its effect, in ms, ascending. The ideal drain
   * processes events in the order of their acceptance, `perSecond` per second, from the moment when the upstream
   * is healthy; an event that does not need the upstream is done when it is accepted. Events without an effect are
   * left out.
   *
   * @param acceptedUntil milliseconds since the Unix epoch
   */
  lateMs(perSecond: number, acceptedUntil = Infinity): Float64Array {
    const { healthyAt } = this.#times;
    let turns = 0;
    const late: number[] = [];
    for (const { acceptedAt, needsUpstream, effectAt } of this.#waiting) {
      const turnAt = healthyAt + (turns * 1_000) / perSecond;
      const idealAt = needsUpstream ? Math.max(acceptedAt, turnAt) : acceptedAt;
      if (needsUpstream) turns += 1;
      if (acceptedAt > acceptedUntil) break;
      if (effectAt !== undefined) late.push(Math.max(0, effectAt - idealAt));
    }
    return Float64Array.from(late).sort();
  }
}

/** @param sorted ascending */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
