import type { Clock } from '../../../lambdas/runtime/clock.ts';
import { systemClock } from '../../../lambdas/runtime/system-clock.ts';
import type { LogFollower, LogLine } from '../../stage/log-follower.ts';
import type { Delivery } from './delivery.ts';

/** What the verifier logged of one request. */
export interface Verdict {
  readonly kind: 'accepted' | 'rejected' | 'handshake';
  readonly eventId: string | undefined;
  readonly reason: string | undefined;
}

const kinds = ['accepted', 'rejected', 'handshake'] as const;
const lookEveryMs = 250;
/** A verifier that has said nothing for so long is roused. */
const rouseEveryMs = 2_000;
const patienceMs = 20_000;

/** The verifier's log since the demo began. It names no request, so size tells which line is whose. */
export class VerifierJournal {
  readonly #log: Pick<LogFollower, 'next'>;
  readonly #rouse: () => Promise<void>;
  readonly #clock: Clock;
  readonly #lines: LogLine[] = [];
  #reading: Promise<void> | undefined;
  #heardAt = 0;

  /**
   * @param rouse has every environment of the verifier answer something: MiniStack waits 50 ms for a
   * Lambda's line, and hands out one that comes later only when the same environment runs again
   */
  constructor(
    log: Pick<LogFollower, 'next'>,
    rouse: () => Promise<void>,
    clock: Clock = systemClock,
  ) {
    this.#log = log;
    this.#rouse = rouse;
    this.#clock = clock;
  }

  /** One verdict for each delivery, or as many as came in time. */
  async verdicts(integration: string, deliveries: readonly Delivery[]): Promise<Verdict[]> {
    const sizes = new Set(deliveries.map(({ body }) => body.length));
    // Before its requests were answered there was nothing to be heard.
    this.#heardAt = this.#clock.now();
    const giveUpAt = this.#heardAt + patienceMs;
    for (;;) {
      const found = this.#lines
        .map(({ fields }) => fields)
        .filter((fields) => fields['integration'] === integration)
        .filter((fields) => sizes.has(Number(fields['bytes'])))
        .flatMap(toVerdict);
      if (found.length >= deliveries.length || this.#clock.now() > giveUpAt) return found;
      await this.#read();
    }
  }

  /** Cases that run side by side share one look at the log. */
  #read(): Promise<void> {
    this.#reading ??= (async () => {
      await this.#clock.sleep(lookEveryMs);
      const lines = await this.#log.next();
      this.#lines.push(...lines);
      const now = this.#clock.now();
      if (lines.length > 0) this.#heardAt = now;
      if (now - this.#heardAt < rouseEveryMs) return;
      this.#heardAt = now;
      await this.#rouse();
    })().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }
}

function toVerdict(fields: LogLine['fields']): Verdict[] {
  const kind = kinds.find((one) => one === fields['message']);
  if (kind === undefined) return [];
  return [{ kind, eventId: text(fields['eventId']), reason: text(fields['reason']) }];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
