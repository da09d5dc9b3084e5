import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { BreakerStore } from '../../lambdas/breaker/breaker-store.ts';
import { stateName } from '../../lambdas/breaker/snapshot.ts';
import { deliver, type DeliveryTarget } from '../local/demo/delivery.ts';
import type { UpstreamControl } from '../local/demo/upstream-control.ts';
import type { EventStates } from '../stage/event-states.ts';
import { integrationName, upstreamName } from './chaos-integration.ts';
import type { Toxic } from './toxic.ts';
import type { Toxiproxy } from './toxiproxy.ts';

/** One row of the report. An interface: `chaos --json`. */
export interface ToxicResult {
  readonly name: string;
  /** Webhooks that were answered 2xx. */
  readonly sent: number;
  /** Orders that the upstream made. */
  readonly effects: number;
  /** Events with more than one. */
  readonly repeated: number;
  /** Events that were neither done nor waiting in the end. */
  readonly lost: number;
  /** Events that a dead-letter queue holds. */
  readonly deadLettered: number;
  readonly breakerOpened: boolean;
  /** Whether in the end all events were done and the breaker was closed. */
  readonly recovered: boolean;
  /** Whether all is as it has to be, the breaker included. */
  readonly ok: boolean;
}

export interface ChaosTools {
  readonly target: DeliveryTarget;
  readonly proxy: Toxiproxy;
  readonly upstream: UpstreamControl;
  readonly states: EventStates;
  readonly breakers: Pick<BreakerStore, 'read'>;
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
  const sent: string[] = [];
  sent.push(...(await send(calmEvents, tools)));
  await proxy.hurt(toxic);
  sent.push(...(await send(hurtEvents, tools)));
  await proxy.heal(toxic);
  sent.push(...(await send(calmEvents, tools)));

  const ends = await untilSettled(sent, tools);
  // The last events may be done while a probe or two are still missing.
  sent.push(...(await untilClosed(tools)));
  const { history } = await breakers.read(upstreamName);
  const closed = stateName(await breakers.read(upstreamName)) === 'closed';
  const counts = await effectsOf(sent, tools.upstream);
  const result = {
    name: toxic.name,
    sent: sent.length,
    effects: counts.reduce((sum, count) => sum + count, 0),
    repeated: counts.filter((count) => count > 1).length,
    lost: counts.filter((count) => count === 0).length - ends.waiting - ends.deadLettered,
    deadLettered: ends.deadLettered,
    breakerOpened: history.some(({ at, to }) => to === 'open' && at >= startedAt),
    recovered: ends.waiting === 0 && closed,
  };
  const { repeated, lost, deadLettered, recovered, breakerOpened } = result;
  const ok = repeated + lost + deadLettered === 0 && recovered && breakerOpened === toxic.outage;
  return { ...result, ok };
}

/** @returns the ids of the events that were accepted */
async function send(count: number, { target }: ChaosTools): Promise<string[]> {
  const sending: Promise<string | undefined>[] = [];
  for (let at = 0; at < count; at += 1) {
    const eventId = `msg_${randomUUID()}`;
    const body = Buffer.from(JSON.stringify({ type: 'order.paid' }));
    sending.push(
      deliver(target, { body, eventId, type: 'order.paid' }).then(({ status }) =>
        status < 300 ? eventId : undefined,
      ),
    );
    await wait(everyMs);
  }
  return (await Promise.all(sending)).filter((eventId) => eventId !== undefined);
}

async function untilSettled(
  sent: readonly string[],
  { states }: ChaosTools,
): Promise<{ readonly waiting: number; readonly deadLettered: number }> {
  const giveUpAt = performance.now() + patienceMs;
  let waiting = [...sent];
  let deadLettered = 0;
  while (waiting.length > 0 && performance.now() < giveUpAt) {
    const found = await Promise.all(
      waiting.map((eventId) => states.read(integrationName, eventId)),
    );
    deadLettered += found.filter(({ place }) => place === 'dead-letter').length;
    waiting = waiting.filter((_, index) => found[index]?.place === 'queue');
    if (waiting.length > 0) await wait(lookEveryMs);
  }
  return { waiting: waiting.length, deadLettered };
}

/** Sends an event now and then: a breaker that is half-open closes by good answers, not by time. */
async function untilClosed(tools: ChaosTools): Promise<string[]> {
  const sent: string[] = [];
  const giveUpAt = performance.now() + patienceMs;
  while (performance.now() < giveUpAt) {
    if (stateName(await tools.breakers.read(upstreamName)) === 'closed') break;
    const more = await send(1, tools);
    sent.push(...more);
    await untilSettled(more, tools);
  }
  return sent;
}

async function effectsOf(sent: readonly string[], upstream: UpstreamControl): Promise<number[]> {
  const requests = (await upstream.requests('/orders')).filter(({ effect }) => effect);
  const counts = new Map<string, number>();
  for (const { bodyText = '{}' } of requests) {
    const { event } = JSON.parse(bodyText) as { readonly event: string };
    counts.set(event, (counts.get(event) ?? 0) + 1);
  }
  return sent.map((eventId) => counts.get(eventId) ?? 0);
}
