import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Wait, WaitingIndex, WaitReason } from '../waiting/waiting-event.ts';
import type { Outcome, SafeError } from './outcome.ts';
import type { ProcessedRecord } from './processed-record.ts';
import type { Settlement } from './settle.ts';

/** Our own retries come sooner than this; whatever comes later was asked for by somebody else. */
const longestOwnRetryMs = 90_000;
/** What the queue does with a message of which nothing else is known, at the least. */
const keptWithoutAWordMs = 60_000;
/** Each environment says at most this often that events leave the queue. */
const progressEveryMs = 30_000;
const mostUnremoved = 1_000;

/**
 * Tells the waiting index what settling did. Most events are settled at their first receive and cost
 * nothing here. What fails here costs an exact age and nothing else.
 */
export class WaitingNotes {
  readonly #index: WaitingIndex;
  readonly #integration: string;
  readonly #clock: Clock;
  readonly #log: Log;
  /** Left the queue, and the index was not told. */
  #unremoved: Pick<Wait, 'messageId' | 'sentAt'>[] = [];
  #longestWaitMs: number | undefined;
  #progressToldAt = -Infinity;

  constructor(index: WaitingIndex, integration: string, clock: Clock, log: Log) {
    this.#index = index;
    this.#integration = integration;
    this.#clock = clock;
    this.#log = log;
  }

  /** @param startedAt when work on the record began */
  async note(
    { record, head, outcome }: ProcessedRecord,
    settlement: Settlement,
    startedAt: number,
  ): Promise<void> {
    const { messageId, sentAt, receiveCount } = record;
    if (settlement === 'keep') {
      const wait = waitAfter(outcome, this.#clock.now());
      if (wait === undefined) return;
      const eventId = head?.eventId ?? '';
      await this.#tolerate(
        this.#index.wait(this.#integration, { messageId, sentAt, eventId, ...wait }),
      );
      return;
    }
    const waitedMs = receiveCount === 1 ? startedAt - sentAt : 0;
    this.#longestWaitMs = Math.max(this.#longestWaitMs ?? 0, waitedMs);
    if (receiveCount > 1) this.#unremoved.push({ messageId, sentAt });
  }

  /** Once per batch. */
  async flush(): Promise<void> {
    const now = this.#clock.now();
    const removing = this.#unremoved;
    this.#unremoved = [];
    await Promise.all([
      ...removing.map((message) =>
        this.#tolerate(this.#index.left(this.#integration, message), () => {
          if (this.#unremoved.length < mostUnremoved) this.#unremoved.push(message);
        }),
      ),
      this.#tellProgress(now),
    ]);
  }

  async #tellProgress(movedAt: number): Promise<void> {
    const waitedMs = this.#longestWaitMs;
    if (waitedMs === undefined || movedAt - this.#progressToldAt < progressEveryMs) return;
    this.#progressToldAt = movedAt;
    this.#longestWaitMs = undefined;
    await this.#tolerate(this.#index.moved(this.#integration, { movedAt, waitedMs }));
  }

  async #tolerate(writing: Promise<void>, failed?: () => void): Promise<void> {
    await writing.catch((error: unknown) => {
      failed?.();
      this.#log.warn('The waiting index was not told', {
        error: error instanceof Error ? error.name : typeof error,
      });
    });
  }
}

/** Undefined where another run settles the event. */
function waitAfter(
  outcome: Outcome,
  now: number,
): Pick<Wait, 'comesBackAt' | 'onPurpose' | 'reason'> | undefined {
  switch (outcome.kind) {
    case 'retry':
      return {
        comesBackAt: outcome.at,
        onPurpose: outcome.onPurpose ?? outcome.at - now > longestOwnRetryMs,
        reason: reasonOf(outcome.error),
      };
    case 'park':
      return {
        comesBackAt: outcome.until,
        onPurpose: outcome.onPurpose ?? false,
        reason: reasonOf(outcome.error),
      };
    case 'dead-letter':
    case 'hold':
      return { comesBackAt: now + keptWithoutAWordMs, onPurpose: false };
    case 'done':
    case 'abandoned':
      return undefined;
  }
}

/** The message stays out: it may hold what an upstream said. */
function reasonOf({ name, upstream }: SafeError): WaitReason {
  return { error: name, ...(upstream !== undefined && { upstream }) };
}
