import { decodeMessage } from '../../lambdas/event/webhook-message.ts';
import { idempotencyId } from '../../lambdas/processor/idempotency-id.ts';
import { AcceptedEvent } from './accepted-event.ts';
import type { SimulatedTable } from './services/dynamodb/simulated-table.ts';
import type { MessageText, SimulatedQueue } from './services/sqs/simulated-queue.ts';

/** Where all accepted events are. */
export interface WhereEventsAre {
  readonly accepted: number;
  readonly done: number;
  /** Not done yet. */
  readonly inQueue: number;
  /** Not done, in the dead-letter queue with a reason. */
  readonly deadLettered: number;
  /** In none of the three places. Must be empty. */
  readonly lost: readonly number[];
  /** Whose effect happened more than once. Must be empty. */
  readonly repeated: readonly number[];
  /** Done, and without its effect. Must be empty. */
  readonly withoutEffect: readonly number[];
}

export interface Places {
  readonly idempotency: SimulatedTable;
  /** Every queue in which an event of the integration may wait. */
  readonly queues: readonly SimulatedQueue[];
  readonly deadLetters: SimulatedQueue;
}

/** What was accepted, and which effects it has had: the truth that the system is held against. */
export class EventBook {
  readonly #integration: string;
  #effects = new Uint8Array(1_024);
  #isDone = new Uint8Array(1_024);
  /** What the upstream knows an event by that has had its effect, while its records are kept. */
  readonly #references = new Map<number, string>();
  #accepted = 0;

  constructor(integration: string) {
    this.#integration = integration;
  }

  get accepted(): number {
    return this.#accepted;
  }

  /** The same event once more, as a provider sends it again that has heard no answer. */
  again(number: number, acceptedAt: number): AcceptedEvent {
    return new AcceptedEvent(this.#integration, number, acceptedAt);
  }

  accept(now: number): AcceptedEvent {
    const event = new AcceptedEvent(this.#integration, this.#accepted, now);
    this.#accepted += 1;
    if (this.#accepted > this.#effects.length) {
      this.#effects = twice(this.#effects);
      this.#isDone = twice(this.#isDone);
    }
    return event;
  }

  /** @param body of the request that caused it */
  noteEffect(body: string): void {
    const { number, reference } = JSON.parse(body) as { number: number; reference: string };
    this.#references.set(number, reference);
    this.#effects[number] = (this.#effects[number] ?? 0) + 1;
  }

  /**
   * Its records say that it is done, and are not kept any longer.
   *
   * @returns what the upstream knows it by
   */
  noteDone(number: number): string | undefined {
    const reference = this.#references.get(number);
    this.#references.delete(number);
    this.#isDone[number] = 1;
    return reference;
  }

  whereEventsAre({ idempotency, queues, deadLetters }: Places): WhereEventsAre {
    const completed = new Set<string>();
    for (const { id, status } of idempotency.items()) {
      if (status?.S === 'COMPLETED') completed.add(id?.S ?? '');
    }
    const waiting = new Set<string>();
    for (const queue of queues) this.#addEventIds(queue, waiting);
    const dead = new Set<string>();
    this.#addEventIds(deadLetters, dead);
    const where = { done: 0, inQueue: 0, deadLettered: 0 };
    const lost: number[] = [];
    const repeated: number[] = [];
    const withoutEffect: number[] = [];
    for (let number = 0; number < this.#accepted; number += 1) {
      const eventId = new AcceptedEvent(this.#integration, number, 0).eventId;
      const effects = this.#effects[number] ?? 0;
      if (effects > 1) repeated.push(number);
      const isDone =
        this.#isDone[number] === 1 ||
        (completed.size > 0 && completed.has(idempotencyId(this.#integration, eventId)));
      if (isDone) {
        where.done += 1;
        if (effects === 0) withoutEffect.push(number);
      } else if (waiting.has(eventId)) where.inQueue += 1;
      else if (dead.has(eventId)) where.deadLettered += 1;
      else lost.push(number);
    }
    return { accepted: this.#accepted, ...where, lost, repeated, withoutEffect };
  }

  #addEventIds(queue: SimulatedQueue, ids: Set<string>): void {
    for (const content of queue.contents()) {
      const { integration, eventId } = identityOf(content) ?? {};
      if (integration === this.#integration && eventId !== undefined) ids.add(eventId);
    }
  }
}

/** Undefined where the message cannot be read. */
export function identityOf(
  content: MessageText,
): { readonly integration: string; readonly eventId: string } | undefined {
  if (content instanceof AcceptedEvent) return content;
  const decoded = decodeMessage(content.text);
  return decoded.kind === 'message' ? decoded.head : undefined;
}

function twice(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(2 * bytes.length);
  longer.set(bytes);
  return longer;
}
