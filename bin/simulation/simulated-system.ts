import {
  defineIntegration,
  type AnyHandledIntegration,
} from '../../lambdas/contract/define-integration.ts';
import { defineUpstream, type BreakerOptions } from '../../lambdas/contract/define-upstream.ts';
import { limitsOf } from '../../lambdas/contract/integration-limits.ts';
import { listedAtAttribute, listedIndexName } from '../../lambdas/dead-letters/dead-letter-keys.ts';
import { eventKey } from '../../lambdas/event/event-identity.ts';
import { dayMs, queueRetentionDays } from '../../lambdas/event/lifetimes.ts';
import { idempotencyId } from '../../lambdas/processor/idempotency-id.ts';
import type { Random } from '../../lambdas/runtime/clock.ts';
import { fleetOf } from '../../lib/fleet.ts';
import type { ProbeReport } from '../../lambdas/processor/probe-report.ts';
import { AcceptedEvent } from './accepted-event.ts';
import { Arrivals } from './arrivals.ts';
import { EventBook, type WhereEventsAre } from './event-book.ts';
import { Hazards } from './hazards.ts';
import { Journal } from './journal.ts';
import { between, seededRandom } from './seeded-random.ts';
import { SimulatedTable } from './services/dynamodb/simulated-table.ts';
import { EventSourceMapping, type BatchResponse } from './services/lambda/event-source-mapping.ts';
import { SimulatedFunction, type InvocationEnd } from './services/lambda/simulated-function.ts';
import { SimulatedQueue, type MessageText } from './services/sqs/simulated-queue.ts';
import { simulatedGovernor } from './simulated-governor.ts';
import { simulatedLog } from './simulated-log.ts';
import type { ProbedFunction } from './simulated-probes.ts';
import { SimulatedProcess, type NetworkTimes, type Span } from './simulated-process.ts';
import {
  simulatedProcessor,
  type ProcessorAnswer,
  type ProcessorEvent,
} from './simulated-processor.ts';
import { stageNames, type SimulatedStage } from './simulated-stage.ts';
import { SimulatedUpstream } from './upstream/simulated-upstream.ts';
import { VirtualTime } from './virtual-time.ts';

export interface SystemSettings {
  /** All chance comes from it. */
  readonly seed: number;
  readonly eventsPerSecond: number;
  /** @default that of the product */
  readonly breaker?: BreakerOptions;
  /** @default that of the product */
  readonly maxConcurrency?: number;
  readonly networkMs: NetworkTimes;
  /** From a request to the upstream to its answer. */
  readonly answerMs: Span;
  /**
   * How a step is kept from acting twice.
   * @default 'key'
   */
  readonly means?: 'key' | 'lookup' | 'none';
  /**
   * Clocks of environments are up to so much ahead or behind.
   * @default 0
   */
  readonly clockOffsetMs?: number;
  /**
   * The governor and SQS's counts come so often; less often, and days pass quicker.
   * @default that of the product
   */
  readonly governorEveryMs?: number;
  /** False where nothing can come twice and there are too many events to keep the records of all. */
  readonly keepsRecords: boolean;
  /** Lines of the journal that are kept. @default none */
  readonly keptLines?: number;
}

/** As `lib/constructs/work-queue.ts` makes them. */
const maxReceiveCount = 1_000;
const visibilityPerTimeout = 6;

/** As `lib/constructs/governor.ts` makes it. */
const governorTimeoutMs = 50_000;
const governorEveryMs = 60_000;
/** Of SQS: they are right to about a minute. */
const countsPerRun = 0.5;

const integrationName = 'orders';
const upstreamOrigin = 'https://crm.example';

/** One integration with all that belongs to it, in virtual time. */
export class SimulatedSystem {
  readonly time = new VirtualTime();
  readonly journal: Journal;
  readonly queue: SimulatedQueue;
  readonly deadLetters: SimulatedQueue;
  readonly mapping: EventSourceMapping;
  readonly upstream: SimulatedUpstream;
  readonly arrivals: Arrivals;
  readonly stage: SimulatedStage;
  /** How often each message was logged. */
  readonly logged = new Map<string, number>();
  readonly #book = new EventBook(integrationName);
  readonly #idempotency = new SimulatedTable({ partition: 'id' });
  readonly #events = new SimulatedTable({
    partition: 'pk',
    sort: 'sk',
    indexes: { [listedIndexName]: listedAtAttribute },
  });
  readonly hazards: Hazards;

  constructor(settings: SystemSettings) {
    const { time } = this;
    const chance = seededRandom(settings.seed);
    const fork = (): Random => seededRandom(Math.floor(chance() * 2 ** 32));
    const hazards = new Hazards(fork());
    this.hazards = hazards;
    this.journal = new Journal(time, settings.keptLines);

    const integration = integrationOf(settings);
    const limits = limitsOf(integration);
    const queueSettings = {
      ...{ time, hazards, retentionMs: queueRetentionDays * dayMs },
      visibilitySeconds: visibilityPerTimeout * limits.timeoutSeconds,
    };
    this.deadLetters = new SimulatedQueue({ ...queueSettings, random: fork() });
    this.queue = new SimulatedQueue({
      ...queueSettings,
      random: fork(),
      redrive: { maxReceiveCount, to: this.deadLetters },
      ...(!settings.keepsRecords && { onGone: (content) => this.#forget(content) }),
    });
    this.upstream = new SimulatedUpstream({
      ...{ time, hazards, random: fork(), answerMs: settings.answerMs },
      takesKeys: (settings.means ?? 'key') === 'key',
      onEffect: (body) => this.#book.noteEffect(body),
    });
    let ids = 0;
    this.stage = {
      tables: {
        [stageNames.idempotency]: this.#idempotency,
        [stageNames.events]: this.#events,
        [stageNames.breakers]: new SimulatedTable({ partition: 'pk', sort: 'sk' }),
      },
      queues: {
        [stageNames.queuePrefix + integrationName]: this.queue,
        [stageNames.deadLetterQueuePrefix + integrationName]: this.deadLetters,
      },
      bucket: new Map(),
      bus: [],
      upstreams: new Map([[upstreamOrigin, this.upstream]]),
      random: fork(),
      newId: () => `id-${String((ids += 1))}`,
      log: simulatedLog(this.journal, this.logged),
      metrics: { add: () => undefined, flush: () => undefined },
    };
    const { networkMs, clockOffsetMs = 0 } = settings;
    const newProcess = () => {
      const random = fork();
      const offset = Math.round(between(random, -clockOffsetMs, clockOffsetMs));
      return new SimulatedProcess({ time, hazards, random, networkMs, clockOffsetMs: offset });
    };
    const environments = { time, newProcess, coldStartMs: 600, idleMs: 300_000 };
    const processor = new SimulatedFunction<ProcessorEvent, ProcessorAnswer>({
      ...{ ...environments, timeoutMs: limits.timeoutSeconds * 1_000 },
      load: (process) => simulatedProcessor(integration, this.stage, process),
    });
    this.mapping = new EventSourceMapping({
      ...{ time, hazards, queue: this.queue, random: fork() },
      maximumConcurrency: limits.maxConcurrency,
      invoke: (batch, ended) => {
        processor.invoke(batch, (end) => {
          ended(end as InvocationEnd<BatchResponse>);
        });
      },
    });
    const probe: ProbedFunction = (request, ended) => {
      processor.invoke(request, (end) => {
        ended(end.kind === 'returned' ? (end.result as ProbeReport) : end);
      });
    };
    const invoke = (event: unknown) => {
      processor.invoke(event as ProcessorEvent, () => undefined);
    };
    const governor = new SimulatedFunction<undefined, undefined>({
      ...{ ...environments, timeoutMs: governorTimeoutMs },
      load: (process) =>
        simulatedGovernor(
          fleetOf([integration]),
          this.stage,
          { [integrationName]: this.mapping },
          {
            probed: new Map([[integrationName, probe]]),
            invoked: new Map([[integrationName, invoke]]),
          },
          process,
        ),
    });
    const everyMs = settings.governorEveryMs ?? governorEveryMs;
    this.#each(everyMs, () => {
      governor.invoke(undefined, () => undefined);
    });
    this.#each(countsPerRun * everyMs, () => {
      this.queue.count();
      this.deadLetters.count();
    });
    this.arrivals = new Arrivals(time, settings.eventsPerSecond, () => {
      this.queue.send(this.#book.accept(time.now()));
    });
  }

  get accepted(): number {
    return this.#book.accepted;
  }

  /** In the queue, whether or not somebody works on it. */
  get backlog(): number {
    return this.queue.visible + this.queue.inFlight;
  }

  /** Nothing is left to work on, and nothing that SQS forgot to delete comes back any more. */
  get isAtRest(): boolean {
    return this.backlog === 0 && this.queue.copies === 0;
  }

  /** Lets time pass. */
  async pass(durationMs: number): Promise<void> {
    const until = this.time.now() + durationMs;
    let isOver = false;
    this.time.at(until, () => {
      isOver = true;
    });
    await this.time.run(() => isOver);
  }

  /** Lets time pass until something is so, and looks at it each second. @throws where it is not so in time */
  async passUntil(isSo: () => boolean, mostMs: number): Promise<void> {
    const until = this.time.now() + mostMs;
    while (!isSo()) {
      if (this.time.now() >= until) throw new Error(`It was not so within ${String(mostMs)} ms.`);
      await this.pass(1_000);
    }
  }

  whereEventsAre(): WhereEventsAre {
    const { queue, deadLetters } = this;
    return this.#book.whereEventsAre({ idempotency: this.#idempotency, queue, deadLetters });
  }

  #each(everyMs: number, act: () => void): void {
    const { time } = this;
    time.at(time.now() + everyMs, () => {
      act();
      this.#each(everyMs, act);
    });
  }

  /** The message is gone: nothing of its event can come any more, so its records are no use. */
  #forget(content: MessageText): void {
    if (!(content instanceof AcceptedEvent)) return;
    const id = idempotencyId(content.integration, content.eventId);
    const { Item } = this.#idempotency.get({ TableName: 'idempotency', Key: { id: { S: id } } });
    this.#idempotency.forget(id);
    this.#events.forget(eventKey(content.integration, content.eventId));
    if (Item?.['status']?.S !== 'COMPLETED') return;
    const reference = this.#book.noteDone(content);
    if (reference !== undefined) this.upstream.forget(reference);
  }
}

function integrationOf({
  breaker,
  maxConcurrency,
  means = 'key',
}: SystemSettings): AnyHandledIntegration {
  const crm = defineUpstream({
    name: 'crm',
    baseUrl: upstreamOrigin,
    idempotency: means === 'key' ? { header: 'Idempotency-Key' } : means,
    // An upstream that can do nothing against repeats is not asked with an event how it is.
    breaker: { ...(means === 'none' && { probe: '/health' }), ...breaker },
  });
  return defineIntegration({
    name: integrationName,
    provider: 'stripe',
    upstreams: { crm },
    ...(maxConcurrency !== undefined && { limits: { maxConcurrency } }),
    handle: ({ number }: { readonly number: number }, context) =>
      context.crm.post('/contacts', {
        step: 'create-contact',
        json: (reference: string) => ({ number, reference }),
        ...(means === 'lookup' && {
          lookup: async (reader, reference) => {
            const found = (await reader.get('/contacts', { query: { reference } })) as unknown[];
            return found[0];
          },
        }),
      }),
  });
}
