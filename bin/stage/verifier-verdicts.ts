import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { searchLogs } from '../../lambdas/operations/search-logs.ts';
import type { Clock } from '../../lambdas/runtime/clock.ts';

/** What the verifier logged of one request. */
export interface VerifierVerdict {
  readonly kind: 'accepted' | 'rejected' | 'handshake' | 'fault';
  readonly correlationId: string;
  /** Of a rejection or a fault. */
  readonly reason?: string;
  /** Of an accepted event. */
  readonly eventId?: string;
}

export interface SentRequests {
  /** Bytes of each request's body: refused requests are told apart by nothing else. */
  readonly bytes: readonly number[];
  /** Ids of the events where they are known; an accepted line with another id is somebody else's. */
  readonly eventIds: ReadonlySet<string>;
}

const kinds = ['accepted', 'rejected', 'handshake', 'fault'] as const;
const lookEveryMs = 500;
/** This machine's clock and the verifier's differ a little. */
const clockSlackMs = 5_000;

/** The verifier's lines on one integration, from the moment it is made. */
export class VerifierVerdicts {
  readonly #client: CloudWatchLogsClient;
  readonly #verifierFunction: string;
  readonly #integration: string;
  readonly #clock: Clock;
  readonly #from: number;
  readonly #seenBefore = new Set<string>();

  constructor(
    client: CloudWatchLogsClient,
    verifierFunction: string,
    integration: string,
    clock: Clock,
  ) {
    this.#client = client;
    this.#verifierFunction = verifierFunction;
    this.#integration = integration;
    this.#clock = clock;
    this.#from = clock.now() - clockSlackMs;
  }

  /** Call it right before sending: lines that are there already are of somebody else's requests. */
  async begin(): Promise<void> {
    for (const { correlationId } of await this.#read()) this.#seenBefore.add(correlationId);
  }

  /** Waits until there is a line for each request, or for as long as `patienceMs`. */
  async of(
    { bytes, eventIds }: SentRequests,
    patienceMs: number,
  ): Promise<readonly VerifierVerdict[]> {
    const giveUpAt = this.#clock.now() + patienceMs;
    for (;;) {
      const found = (await this.#read()).filter(
        (line) =>
          !this.#seenBefore.has(line.correlationId) &&
          bytes.includes(line.bytes) &&
          (line.eventId === undefined || eventIds.size === 0 || eventIds.has(line.eventId)),
      );
      if (found.length >= bytes.length || this.#clock.now() >= giveUpAt) {
        return found.map(({ bytes: _bytes, ...verdict }) => verdict);
      }
      await this.#clock.sleep(lookEveryMs);
    }
  }

  async #read(): Promise<(VerifierVerdict & { readonly bytes: number })[]> {
    const lines = await searchLogs(this.#client, {
      functionName: this.#verifierFunction,
      term: this.#integration,
      from: this.#from,
    });
    return lines.flatMap(({ fields }) => {
      const kind = kinds.find((one) => one === fields['message']);
      if (kind === undefined || fields['integration'] !== this.#integration) return [];
      const { correlationId, bytes, reason, eventId } = fields;
      return [
        {
          kind,
          correlationId: String(correlationId),
          bytes: Number(bytes),
          ...(reason !== undefined && { reason: String(reason) }),
          ...(eventId !== undefined && { eventId: String(eventId) }),
        },
      ];
    });
  }
}
