import type { AnyHandledIntegration } from '../../lambdas/contract/define-integration.ts';
import { limitsOf } from '../../lambdas/contract/integration-limits.ts';
import { dayMs, queueRetentionDays } from '../../lambdas/event/lifetimes.ts';
import type { Random } from '../../lambdas/runtime/clock.ts';
import type { ProbeReport } from '../../lambdas/processor/probe-report.ts';
import { EventBook } from './event-book.ts';
import type { Hazards } from './hazards.ts';
import { EventSourceMapping, type BatchResponse } from './services/lambda/event-source-mapping.ts';
import {
  SimulatedFunction,
  type FunctionSettings,
  type InvocationEnd,
} from './services/lambda/simulated-function.ts';
import { SimulatedQueue, type MessageText } from './services/sqs/simulated-queue.ts';
import type { ProbedFunction } from './simulated-probes.ts';
import type { Span } from './simulated-process.ts';
import {
  simulatedProcessor,
  type ProcessorAnswer,
  type ProcessorEvent,
} from './simulated-processor.ts';
import type { SimulatedStage } from './simulated-stage.ts';
import type { VirtualTime } from './virtual-time.ts';

/** As `lib/constructs/work-queue.ts` sets them. */
const maxReceiveCount = 1_000;
const visibilityPerTimeout = 6;

export interface IntegrationSettings {
  readonly definition: AnyHandledIntegration;
  readonly time: VirtualTime;
  readonly hazards: Hazards;
  readonly fork: () => Random;
  readonly environments: Pick<
    FunctionSettings<ProcessorEvent, ProcessorAnswer>,
    'time' | 'newProcess' | 'coldStartMs' | 'idleMs'
  >;
  /** How long Lambda takes to change a mapping. @default 5 to 40 s */
  readonly mappingChangeMs?: Span | undefined;
  /** Called for each message of its queue that is gone for good. */
  readonly onGone?: ((content: MessageText) => void) | undefined;
}

/** One integration with its queues, its mapping and its processor. */
export class SimulatedIntegration {
  readonly name: string;
  readonly definition: AnyHandledIntegration;
  readonly queue: SimulatedQueue;
  readonly deadLetters: SimulatedQueue;
  readonly mapping: EventSourceMapping;
  readonly book: EventBook;
  readonly #processor: SimulatedFunction<ProcessorEvent, ProcessorAnswer>;

  /** @param stage read when the processor starts: the stage refers to these queues */
  constructor(settings: IntegrationSettings, stage: () => SimulatedStage) {
    const { definition, time, hazards, fork, environments, mappingChangeMs, onGone } = settings;
    this.name = definition.name;
    this.definition = definition;
    this.book = new EventBook(definition.name);
    const limits = limitsOf(definition);
    const queueSettings = {
      ...{ time, hazards, retentionMs: queueRetentionDays * dayMs },
      visibilitySeconds: visibilityPerTimeout * limits.timeoutSeconds,
    };
    this.deadLetters = new SimulatedQueue({ ...queueSettings, random: fork() });
    this.queue = new SimulatedQueue({
      ...queueSettings,
      random: fork(),
      redrive: { maxReceiveCount, to: this.deadLetters },
      ...(onGone !== undefined && { onGone }),
    });
    this.#processor = new SimulatedFunction({
      ...{ ...environments, timeoutMs: limits.timeoutSeconds * 1_000 },
      load: (process) => simulatedProcessor(definition, stage(), process),
    });
    this.mapping = new EventSourceMapping({
      ...{ time, hazards, queue: this.queue, random: fork() },
      maximumConcurrency: limits.maxConcurrency,
      ...(mappingChangeMs !== undefined && { changeMs: mappingChangeMs }),
      invoke: (batch, ended) => {
        this.#processor.invoke(batch, (end) => {
          ended(end as InvocationEnd<BatchResponse>);
        });
      },
    });
  }

  /** Accepts one event, as the verifier does, and puts it into the queue. */
  accept(now: number): void {
    this.queue.send(this.book.accept(now));
  }

  /** Ends an environment while it works. @returns false if all are idle */
  killOne(): boolean {
    return this.#processor.killOne();
  }

  readonly probe: ProbedFunction = (request, ended) => {
    this.#processor.invoke(request, (end) => {
      ended(end.kind === 'returned' ? (end.result as ProbeReport) : end);
    });
  };

  /** Does not wait for the outcome. */
  invoke(event: unknown): void {
    this.#processor.invoke(event as ProcessorEvent, () => undefined);
  }
}
