import { ResourceInUseException } from '@aws-sdk/client-lambda';
import type { Random } from '../../../../lambdas/runtime/clock.ts';
import type { Hazards } from '../../hazards.ts';
import { between } from '../../seeded-random.ts';
import type { ReceivedMessage, SimulatedQueue } from '../sqs/simulated-queue.ts';
import type { Span } from '../../simulated-process.ts';
import type { Appointment, VirtualTime } from '../../virtual-time.ts';
import type { InvocationEnd } from './simulated-function.ts';

export type MappingState = 'Enabled' | 'Disabling' | 'Disabled' | 'Enabling' | 'Updating';

export interface MappingSettings {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly hazards: Hazards;
  readonly queue: SimulatedQueue;
  /** Runs the function on a batch, and tells once how that ended. */
  readonly invoke: (
    batch: readonly ReceivedMessage[],
    ended: (end: InvocationEnd<BatchResponse>) => void,
  ) => void;
  readonly maximumConcurrency: number;
  /**
   * How long Lambda takes to apply a change.
   * @default 5 to 40 s
   */
  readonly changeMs?: Span;
}

/** Ids of the messages that come back, as `ReportBatchItemFailures` has it. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const batchSize = 10;
/** From a message that can be received to the poller that has it. */
const pollMs = 20;
/** A long poll of a queue with too much in flight comes back with nothing. */
const emptyPollMs = 1_000;
const defaultChangeMs: Span = { least: 5_000, most: 40_000 };

/**
 * Lambda's pollers between a queue and a function: batches of at most ten, no more at once than the
 * maximum concurrency, partial batch responses; a batch that fails as a whole is left to its visibility
 * timeout. What is under way is finished when the mapping is disabled.
 */
export class EventSourceMapping {
  readonly #settings: MappingSettings;
  #state: MappingState = 'Enabled';
  /** Until a change is through, it goes on as it was. */
  #isPolling = true;
  #maximumConcurrency: number;
  #running = 0;
  #poll: Appointment | undefined;
  #isChanging = false;

  constructor(settings: MappingSettings) {
    this.#settings = settings;
    this.#maximumConcurrency = settings.maximumConcurrency;
    settings.queue.watch(() => {
      this.#pollSoon(pollMs);
    });
  }

  get state(): MappingState {
    return this.#state;
  }

  get maximumConcurrency(): number {
    return this.#maximumConcurrency;
  }

  /** @throws ResourceInUseException while an earlier change is under way */
  update(wanted: {
    readonly enabled: boolean | undefined;
    readonly maximumConcurrency: number | undefined;
  }): void {
    if (this.#isChanging) {
      const message = 'The mapping is being changed.';
      throw new ResourceInUseException({ message, Type: 'User', $metadata: {} });
    }
    const { time, random, changeMs = defaultChangeMs } = this.#settings;
    const isEnabled = wanted.enabled ?? this.#isPolling;
    this.#isChanging = true;
    this.#state = isEnabled === this.#isPolling ? 'Updating' : isEnabled ? 'Enabling' : 'Disabling';
    time.at(time.now() + between(random, changeMs.least, changeMs.most), () => {
      this.#isChanging = false;
      this.#state = isEnabled ? 'Enabled' : 'Disabled';
      this.#isPolling = isEnabled;
      this.#maximumConcurrency = wanted.maximumConcurrency ?? this.#maximumConcurrency;
      this.#pollSoon(0);
    });
  }

  #pollSoon(afterMs: number): void {
    if (this.#poll !== undefined || !this.#isPolling) return;
    const { time } = this.#settings;
    this.#poll = time.at(time.now() + afterMs, () => {
      this.#poll = undefined;
      this.#pollNow();
    });
  }

  #pollNow(): void {
    const { queue } = this.#settings;
    while (this.#isPolling && this.#running < this.#maximumConcurrency) {
      const batch = queue.receive(batchSize);
      if (batch.length === 0) {
        if (queue.visible > 0) this.#pollSoon(emptyPollMs);
        return;
      }
      this.#invoke(batch);
    }
  }

  #invoke(batch: readonly ReceivedMessage[]): void {
    const { queue, hazards, invoke } = this.#settings;
    this.#running += 1;
    invoke(batch, (end) => {
      this.#running -= 1;
      if (end.kind === 'returned') {
        const kept = new Set(end.result.batchItemFailures.map((one) => one.itemIdentifier));
        for (const { messageId, receiptHandle } of batch) {
          if (kept.has(messageId) || hazards.strikes('requestLost')) continue;
          queue.delete(receiptHandle);
        }
      }
      this.#pollSoon(0);
    });
  }
}
