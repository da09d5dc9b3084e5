import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { BreakerStore } from '../../lambdas/breaker/breaker-store.ts';
import { stateName } from '../../lambdas/breaker/snapshot.ts';
import { deliver, type DeliveryTarget } from '../local/demo/delivery.ts';
import type { UpstreamControl } from '../local/demo/upstream-control.ts';
import type { EventState, EventStates } from '../stage/event-states.ts';
import { integrationName, upstreamName } from './chaos-integration.ts';
import { judgeToxic, type EventEnd, type ToxicResult } from './judge-toxic.ts';
import type { Toxic } from './toxic.ts';
import type { Toxiproxy } from './toxiproxy.ts';

export interface ChaosTools {
  readonly target: DeliveryTarget;
  readonly proxy: Toxiproxy;
  readonly upstream: UpstreamControl;
  readonly states: EventStates;
  readonly breakers: Pick<BreakerStore, 'read'>;
  /** Messages that the queue holds. */
  readonly queued: () => Promise<number>;
}

const everyMs = 250;
const calmEvents = 8;
const hurtEvents = 40;
const patienceMs = 60_000;
const lookEveryMs = 500;

/** Sends events all the time, hurts the way to the upstream in the middle of it, and waits for the end. */
export async function runToxic(toxic: Toxic, tools: ChaosTools): Promise<ToxicResult> {
  const { proxy, breakers } = tools;
  const startedAt = Date.now();
  const sent: SentEvent[] = [];
  sent.push(...(await send(calmEvents, tools)));
  // Whoever is still starting when the toxic comes might not call before it is gone again.
  await untilSettled(sent, tools);
  await proxy.hurt(toxic);
  sent.push(...(await send(hurtEvents, tools)));
  await proxy.heal(toxic);
  sent.push(...(await send(calmEvents, tools)));

  await untilSettled(sent, tools);
  // The last events may be done while a probe or two are still missing.
  sent.push(...(await untilClosed(tools)));
  const snapshot = await breakers.read(upstreamName);
  return judgeToxic(toxic, {
    events: await endsOf(sent, tools),
    queued: await tools.queued(),
    breakerOpened: snapshot.history.some(({ at, to }) => to === 'open' && at >= startedAt),
    breakerClosed: stateName(snapshot) === 'closed',
  });
}

interface SentEvent {
  readonly eventId: string;
  readonly accepted: boolean;
}

async function send(count: number, { target }: ChaosTools): Promise<SentEvent[]> {
  const sending: Promise<SentEvent>[] = [];
  for (let at = 0; at < count; at += 1) {
    const eventId = `msg_${randomUUID()}`;
    const body = Buffer.from(JSON.stringify({ type: 'order.paid' }));
    sending.push(
      deliver(target, { body, eventId, type: 'order.paid' }).then(
        ({ status }) => ({ eventId, accepted: status < 300 }),
        () => ({ eventId, accepted: false }),
      ),
    );
    await wait(everyMs);
  }
  return Promise.all(sending);
}

/** Until each event is done or dead, or patience is over. */
async function untilSettled(
  sent: readonly SentEvent[],
  { states }: Pick<ChaosTools, 'states'>,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  let waiting = sent.filter(({ accepted }) => accepted);
  while (waiting.length > 0 && performance.now() < giveUpAt) {
    const places = await placesOf(waiting, states);
    waiting = waiting.filter((_, index) => places[index] === 'queue');
    if (waiting.length > 0) await wait(lookEveryMs);
  }
}

/** Sends an event now and then: a breaker that is half-open closes by good answers, not by time. */
async function untilClosed(tools: ChaosTools): Promise<SentEvent[]> {
  const sent: SentEvent[] = [];
  const giveUpAt = performance.now() + patienceMs;
  while (performance.now() < giveUpAt) {
    if (stateName(await tools.breakers.read(upstreamName)) === 'closed') break;
    const more = await send(1, tools);
    sent.push(...more);
    await untilSettled(more, tools);
  }
  return sent;
}

async function endsOf(
  sent: readonly SentEvent[],
  { states, upstream }: ChaosTools,
): Promise<EventEnd[]> {
  const accepted = sent.filter((event) => event.accepted);
  const places = await placesOf(accepted, states);
  const effects = new Map<string, number>();
  for (const { bodyText = '{}', effect } of await upstream.requests('/orders')) {
    if (!effect) continue;
    const { event } = JSON.parse(bodyText) as { readonly event: string };
    effects.set(event, (effects.get(event) ?? 0) + 1);
  }
  return sent.map(({ eventId, accepted: isAccepted }) => ({
    place: isAccepted ? places[accepted.findIndex((one) => one.eventId === eventId)] : undefined,
    effects: effects.get(eventId) ?? 0,
  }));
}

async function placesOf(
  events: readonly SentEvent[],
  states: EventStates,
): Promise<EventState['place'][]> {
  const found = await Promise.all(
    events.map(({ eventId }) => states.read(integrationName, eventId)),
  );
  return found.map(({ place }) => place);
}
