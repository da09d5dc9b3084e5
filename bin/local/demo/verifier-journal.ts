import { setTimeout as wait } from 'node:timers/promises';
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
const patienceMs = 20_000;

/** The verifier's log since the demo began. It names no request, so size tells which line is whose. */
export class VerifierJournal {
  readonly #log: LogFollower;
  readonly #lines: LogLine[] = [];
  #reading: Promise<void> | undefined;

  constructor(log: LogFollower) {
    this.#log = log;
  }

  /** One verdict for each delivery, or as many as came in time. */
  async verdicts(integration: string, deliveries: readonly Delivery[]): Promise<Verdict[]> {
    const sizes = new Set(deliveries.map(({ body }) => body.length));
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const found = this.#lines
        .map(({ fields }) => fields)
        .filter((fields) => fields['integration'] === integration)
        .filter((fields) => sizes.has(Number(fields['bytes'])))
        .flatMap(toVerdict);
      if (found.length >= deliveries.length || performance.now() > giveUpAt) return found;
      await this.#read();
    }
  }

  /** Cases that run side by side share one look at the log. */
  #read(): Promise<void> {
    this.#reading ??= (async () => {
      await wait(lookEveryMs);
      this.#lines.push(...(await this.#log.next()));
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
