import type { ChangeDetail } from '../../lambdas/breaker/change-event.ts';
import { listedAtAttribute, listedIndexName } from '../../lambdas/dead-letters/dead-letter-keys.ts';
import { eventKey } from '../../lambdas/event/event-identity.ts';
import { dayMs, queueRetentionDays } from '../../lambdas/event/lifetimes.ts';
import { idempotencyId } from '../../lambdas/processor/idempotency-id.ts';
import type { Random } from '../../lambdas/runtime/clock.ts';
import { fleetOf } from '../../lib/fleet.ts';
import { AcceptedEvent } from './accepted-event.ts';
import { Arrivals } from './arrivals.ts';
import { identityOf, type WhereEventsAre } from './event-book.ts';
import { Hazards } from './hazards.ts';
import { Journal } from './journal.ts';
import { between, seededRandom } from './seeded-random.ts';
import { SimulatedTable } from './services/dynamodb/simulated-table.ts';
import { SimulatedFunction } from './services/lambda/simulated-function.ts';
import { SimulatedEventBus } from './services/simulated-event-bus.ts';
import { SimulatedQueue, type MessageText } from './services/sqs/simulated-queue.ts';
import {
  originOf,
  simulatedDefinition,
  type DefinitionSettings,
  type SimulatedDefinition,
} from './simulated-definitions.ts';
import { simulatedGovernor } from './simulated-governor.ts';
import { SimulatedIntegration } from './simulated-integration.ts';
import { simulatedLog } from './simulated-log.ts';
import { SimulatedProcess, type NetworkTimes, type Span } from './simulated-process.ts';
import { stageNames, type SimulatedStage } from './simulated-stage.ts';
import { SimulatedUpstream } from './upstream/simulated-upstream.ts';
import { VirtualTime } from './virtual-time.ts';

export interface SystemSettings extends DefinitionSettings {
  /** All chance comes from it. */
  readonly seed: number;
  /** Of all integrations together. */
  readonly eventsPerSecond: number;
  /**
   * Integrations take events in turn.
   * @default one that calls one upstream
   */
  readonly integrations?: readonly SimulatedDefinition[];
  readonly networkMs: NetworkTimes;
  /** From a request to the upstream to its answer. */
  readonly answerMs: Span;
  /** How long Lambda takes to change a mapping. @default 5 to 40 s */
  readonly mappingChangeMs?: Span;
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

/** As the rule in `lib/constructs/governor.ts` has it. */
function callsGovernor({ from }: ChangeDetail): boolean {
  return from !== 'open' && from !== 'half-open';
}

/** As `lib/constructs/governor.ts` makes it. */
const governorTimeoutMs = 65_000;
const governorEveryMs = 60_000;
/** Of SQS: they are right to about a minute. */
const countsPerRun = 0.5;

const defaultIntegrations: readonly SimulatedDefinition[] = [
  { name: 'orders', upstreams: ['crm'] },
];

/** One stage with all that belongs to it, in virtual time. */
export class SimulatedSystem {
  readonly time = new VirtualTime();
  readonly journal: Journal;
  readonly hazards: Hazards;
  readonly stage: SimulatedStage;
  readonly arrivals: Arrivals;
  /** In the order of the settings. */
  readonly integrations: readonly SimulatedIntegration[];
  /** By name. */
  readonly upstreams: ReadonlyMap<string, SimulatedUpstream>;
  /** By upstream. */
  readonly holdQueues: ReadonlyMap<string, SimulatedQueue>;
  /** How often each message was logged. */
  readonly logged = new Map<string, number>();
  /** Told of each event that the verifier answers with 2xx, once. */
  onAccept: (integration: SimulatedIntegration, number: number) => void = () => undefined;
  /** Told of each effect. */
  onEffect: (integration: string, number: number) => void = () => undefined;
  readonly #idempotency = new SimulatedTable({ partition: 'id' });
  readonly #events = new SimulatedTable({
    partition: 'pk',
    sort: 'sk',
    indexes: { [listedIndexName]: listedAtAttribute },
  });
  #arrived = 0;

  constructor(settings: SystemSettings) {
    const { time } = this;
    const chance = seededRandom(settings.seed);
    const fork = (): Random => seededRandom(Math.floor(chance() * 2 ** 32));
    const hazards = new Hazards(fork());
    this.hazards = hazards;
    this.journal = new Journal(time, settings.keptLines);
    const { networkMs, clockOffsetMs = 0, mappingChangeMs } = settings;
    const newProcess = () => {
      const random = fork();
      const offset = Math.round(between(random, -clockOffsetMs, clockOffsetMs));
      return new SimulatedProcess({ time, hazards, random, networkMs, clockOffsetMs: offset });
    };
    const environments = { time, newProcess, coldStartMs: 600, idleMs: 300_000 };

    const definitions = settings.integrations ?? defaultIntegrations;
    this.integrations = definitions.map((one) => {
      const definition = simulatedDefinition(one, settings);
      const onGone = settings.keepsRecords ? undefined : this.#forget.bind(this);
      return new SimulatedIntegration(
        { ...{ definition, time, hazards, fork, environments, mappingChangeMs, onGone } },
        () => this.stage,
      );
    });
    this.upstreams = new Map(
      [...new Set(definitions.flatMap(({ upstreams }) => upstreams))].map((name) => [
        name,
        new SimulatedUpstream({
          ...{ time, hazards, random: fork(), answerMs: settings.answerMs },
          takesKeys: (settings.means ?? 'key') === 'key',
          onEffect: (body) => {
            this.#noteEffect(body);
          },
        }),
      ]),
    );
    this.holdQueues = new Map(
      [...this.upstreams.keys()].map((name) => [
        name,
        new SimulatedQueue({
          ...{ time, hazards, random: fork(), visibilitySeconds: 30 },
          retentionMs: queueRetentionDays * dayMs,
        }),
      ]),
    );
    let ids = 0;
    this.stage = {
      tables: {
        [stageNames.idempotency]: this.#idempotency,
        [stageNames.events]: this.#events,
        [stageNames.breakers]: new SimulatedTable({ partition: 'pk', sort: 'sk' }),
      },
      queues: Object.fromEntries([
        ...this.integrations.flatMap(({ name, queue, deadLetters }) => [
          [stageNames.queuePrefix + name, queue],
          [stageNames.deadLetterQueuePrefix + name, deadLetters],
        ]),
        ...[...this.holdQueues].map(([name, queue]) => [stageNames.holdQueuePrefix + name, queue]),
      ]),
      bucket: new Map(),
      bus: new SimulatedEventBus(time),
      upstreams: new Map([...this.upstreams].map(([name, one]) => [originOf(name), one])),
      random: fork(),
      newId: () => `id-${String((ids += 1))}`,
      log: simulatedLog(this.journal, this.logged),
      metrics: { add: () => undefined, flush: () => undefined },
    };
    const byName = <Value>(of: (one: SimulatedIntegration) => Value) =>
      new Map(this.integrations.map((one) => [one.name, of(one)]));
    const governor = new SimulatedFunction<'schedule' | 'change', undefined>({
      ...{ ...environments, timeoutMs: governorTimeoutMs },
      load: (process) =>
        simulatedGovernor(
          fleetOf(this.integrations.map(({ definition }) => definition)),
          this.stage,
          Object.fromEntries(byName(({ mapping }) => mapping)),
          {
            probed: byName(({ probe }) => probe),
            invoked: byName((one) => (event: unknown) => {
              one.invoke(event);
            }),
          },
          process,
        ),
    });
    const everyMs = settings.governorEveryMs ?? governorEveryMs;
    this.#each(everyMs, () => {
      governor.invoke('schedule', () => undefined);
    });
    this.stage.bus.addTarget((detail) => {
      if (callsGovernor(JSON.parse(detail) as ChangeDetail)) {
        governor.invoke('change', () => undefined);
      }
    });
    this.#each(countsPerRun * everyMs, () => {
      for (const queue of Object.values(this.stage.queues)) queue.count();
    });
    this.arrivals = new Arrivals(time, settings.eventsPerSecond, () => {
      this.#accept();
    });
  }

  /** Of the first integration, as all that follow: most simulations have one. */
  get queue() {
    return this.#first.queue;
  }

  get mapping() {
    return this.#first.mapping;
  }

  get upstream(): SimulatedUpstream {
    const [upstream] = this.upstreams.values();
    if (upstream === undefined) throw new TypeError('There is no simulated upstream.');
    return upstream;
  }

  get accepted(): number {
    return this.integrations.reduce((sum, { book }) => sum + book.accepted, 0);
  }

  /** In any queue but those of dead letters, whether or not anything works on it. */
  get backlog(): number {
    return this.#waiting.reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0);
  }

  /** Nothing is left to work on, and nothing that SQS forgot to delete comes back any more. */
  get isAtRest(): boolean {
    return this.backlog === 0 && this.#waiting.every(({ copies }) => copies === 0);
  }

  /** Most receives of one message so far. */
  get mostReceives(): number {
    return Math.max(...this.#waiting.map(({ mostReceives }) => mostReceives));
  }

  /** Most messages of one queue in flight so far. */
  get mostInFlight(): number {
    return Math.max(...this.#waiting.map(({ mostInFlight }) => mostInFlight));
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

  /** Of all integrations together. Numbers of events are those of their own integration. */
  whereEventsAre(): WhereEventsAre {
    const all = this.integrations.map(({ book, deadLetters }) =>
      book.whereEventsAre({ idempotency: this.#idempotency, queues: this.#waiting, deadLetters }),
    );
    const sum = (of: (one: WhereEventsAre) => number) => all.reduce((sum, one) => sum + of(one), 0);
    return {
      accepted: sum(({ accepted }) => accepted),
      done: sum(({ done }) => done),
      inQueue: sum(({ inQueue }) => inQueue),
      deadLettered: sum(({ deadLettered }) => deadLettered),
      lost: all.flatMap(({ lost }) => lost),
      repeated: all.flatMap(({ repeated }) => repeated),
      withoutEffect: all.flatMap(({ withoutEffect }) => withoutEffect),
    };
  }

  get #first(): SimulatedIntegration {
    const [first] = this.integrations;
    if (first === undefined) throw new TypeError('There is no simulated integration.');
    return first;
  }

  get #waiting() {
    return [...this.integrations.map(({ queue }) => queue), ...this.holdQueues.values()];
  }

  #accept(): void {
    const integration = this.integrations[this.#arrived % this.integrations.length];
    this.#arrived += 1;
    if (integration === undefined) return;
    integration.accept(this.time.now());
    this.onAccept(integration, integration.book.accepted - 1);
  }

  #noteEffect(body: string): void {
    const { integration, number } = JSON.parse(body) as { integration: string; number: number };
    this.#named(integration)?.book.noteEffect(body);
    this.onEffect(integration, number);
  }

  #named(integration: string): SimulatedIntegration | undefined {
    return this.integrations.find(({ name }) => name === integration);
  }

  #each(everyMs: number, act: () => void): void {
    const { time } = this;
    time.at(time.now() + everyMs, () => {
      act();
      this.#each(everyMs, act);
    });
  }

  /** The message of an event that is done is gone: none can come any more, so its records are no use. */
  #forget(content: MessageText): void {
    const identity = identityOf(content);
    if (identity === undefined) return;
    const { integration, eventId } = identity;
    const id = idempotencyId(integration, eventId);
    const { Item } = this.#idempotency.get({ TableName: 'idempotency', Key: { id: { S: id } } });
    // It has been sent to another queue.
    if (Item?.['status']?.S !== 'COMPLETED') return;
    this.#idempotency.forget(id);
    this.#events.forget(eventKey(integration, eventId));
    const reference = this.#named(integration)?.book.noteDone(AcceptedEvent.numberOf(eventId));
    if (reference !== undefined) for (const one of this.upstreams.values()) one.forget(reference);
  }
}
