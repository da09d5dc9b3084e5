import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { DynamoDbBreakerStore } from '../../../lambdas/breaker/dynamodb-breaker-store.ts';
import { stateName } from '../../../lambdas/breaker/snapshot.ts';
import { integrationNames, stageNames } from '../../../lib/names.ts';
import { EventStates } from '../../stage/event-states.ts';
import { deliver } from '../demo/delivery.ts';
import { targetOf, type DemoStage } from '../demo/demo-stage.ts';
import { outageIntegration, outageTimes, outageUpstream } from '../demo/outage-orders.ts';
import type { CaseResult } from '../demo/run-case.ts';
import type { Scenario } from './scenario.ts';

const path = `/${outageIntegration}`;
const sendEveryMs = 500;
const lookEveryMs = 500;
/** The governor comes once a minute: it pauses, probes, and lets go again. */
const patienceMs = 5 * 60_000;
/** How long the upstream stays down after the mapping was disabled. */
const stillDownMs = 30_000;

export const outage: Scenario = {
  name: 'outage',
  summary: 'An upstream is down for minutes and comes back; takes about five minutes',
  async run(stage, progress) {
    const look = new Outlook(stage);
    progress.say(
      `Timings are scaled: the breaker opens for ${outageTimes.openMs / 1_000} s at first, not for 30. ` +
        'The governor runs each minute, as on AWS.',
    );
    const before = await progress.step('Orders while all is well', async () => {
      const sent = await send(stage, 10);
      await look.untilDone(sent);
      return sent;
    });
    await stage.upstream.setDown(path, true);
    const downAt = Date.now();
    const during: Sent[] = [];
    const sending = new AbortController();
    const flow = keepSending(stage, during, sending.signal);
    const openedMs = await progress.step('The upstream is down: its breaker opens', () =>
      look.until(async () => (await look.breaker()) === 'open'),
    );
    const disabledMs = await progress.step('The governor disables the mapping', () =>
      look.until(async () => (await look.mapping()) === 'Disabled'),
    );
    const pausedAt = Date.now();
    await wait(stillDownMs);
    const whilePaused = await look.callsSince(pausedAt);
    await stage.upstream.setDown(path, false);
    const downForMs = Date.now() - downAt;
    const closedMs = await progress.step('The upstream is back: a probe finds out', () =>
      look.until(async () => (await look.breaker()) === 'closed'),
    );
    const enabledMs = await progress.step('The governor enables the mapping again', () =>
      look.until(async () => (await look.mapping()) === 'Enabled'),
    );
    sending.abort();
    await flow;
    const drainedMs = await progress.step('Everything that waited arrives', () =>
      look.untilDone(during),
    );
    const seconds = (ms: number | undefined) =>
      ms === undefined ? 'never' : `after ${(ms / 1_000).toFixed(0)} s`;
    return [
      await orders('Orders before', before, look),
      await orders(`Orders during ${(downForMs / 1_000).toFixed(0)} s of outage`, during, look),
      happened(`The breaker opened ${seconds(openedMs)}`, openedMs),
      happened(`The mapping was disabled ${seconds(disabledMs)}`, disabledMs),
      {
        ...happened(`Calls while it was disabled: ${whilePaused}, probes only`, 0),
        ok: whilePaused <= mostProbes,
      },
      happened(`The breaker closed ${seconds(closedMs)}`, closedMs),
      happened(`The mapping was enabled ${seconds(enabledMs)}`, enabledMs),
      happened(`All that waited was done ${seconds(drainedMs)}`, drainedMs),
    ];
  },
};

/** A governor's run probes with at most three events. */
const mostProbes = 3;

interface Sent {
  readonly eventId: string;
  readonly status: number;
}

async function send(stage: DemoStage, count: number): Promise<Sent[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const eventId = `msg_${randomUUID()}`;
      const body = Buffer.from(JSON.stringify({ type: 'order.paid' }));
      const target = targetOf(stage, outageIntegration);
      const { status } = await deliver(target, { body, eventId, type: 'order.paid' });
      return { eventId, status };
    }),
  );
}

async function keepSending(stage: DemoStage, into: Sent[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    into.push(...(await send(stage, 1)));
    await wait(sendEveryMs);
  }
}

/** What can be seen of the stage from outside. */
class Outlook {
  readonly #stage: DemoStage;
  readonly #states: EventStates;
  readonly #breakers: DynamoDbBreakerStore;
  readonly #lambda: LambdaClient;

  constructor(stage: DemoStage) {
    this.#stage = stage;
    this.#states = new EventStates(stage.config, stage.name);
    this.#lambda = new LambdaClient(stage.config);
    this.#breakers = new DynamoDbBreakerStore(
      new DynamoDBClient(stage.config),
      stageNames(stage.name).breakerTable,
    );
  }

  async breaker(): Promise<string> {
    return stateName(await this.#breakers.read(outageUpstream));
  }

  async mapping(): Promise<string | undefined> {
    const { processorFunction } = integrationNames(this.#stage.name, outageIntegration);
    const { EventSourceMappings: [mapping] = [] } = await this.#lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: processorFunction }),
    );
    return mapping?.State;
  }

  async callsSince(time: number): Promise<number> {
    return (await this.#stage.upstream.requests(path)).filter(({ at }) => at >= time).length;
  }

  /** @returns milliseconds it took; undefined where it never came */
  async until(isSo: () => Promise<boolean>): Promise<number | undefined> {
    const startedAt = performance.now();
    while (performance.now() - startedAt < patienceMs) {
      if (await isSo()) return performance.now() - startedAt;
      await wait(lookEveryMs);
    }
    return undefined;
  }

  async untilDone(sent: readonly Sent[]): Promise<number | undefined> {
    let waiting = sent.map(({ eventId }) => eventId);
    return this.until(async () => {
      const places = await Promise.all(
        waiting.map((eventId) => this.#states.read(outageIntegration, eventId)),
      );
      waiting = waiting.filter((_, index) => places[index]?.place !== 'done');
      return waiting.length === 0;
    });
  }

  /** Calls and effects that the upstream counts for these events, and how many were settled. */
  async count(sent: readonly Sent[]) {
    const ids = new Set(sent.map(({ eventId }) => eventId));
    const requests = (await this.#stage.upstream.requests(path)).filter(({ bodyText = '{}' }) =>
      ids.has((JSON.parse(bodyText) as { event: string }).event),
    );
    const places = await Promise.all(
      [...ids].map((eventId) => this.#states.read(outageIntegration, eventId)),
    );
    return {
      calls: requests.length,
      effects: requests.filter(({ effect }) => effect).length,
      done: places.filter(({ place }) => place === 'done').length,
      dead: places.filter(({ place }) => place === 'dead-letter').length,
    };
  }
}

async function orders(name: string, sent: readonly Sent[], look: Outlook): Promise<CaseResult> {
  const { calls, effects, done, dead } = await look.count(sent);
  const refused = sent.find(({ status }) => status !== 200);
  return {
    name,
    provider: 'standard-webhooks',
    sent: sent.length,
    answered: refused?.status ?? 200,
    outcome: dead > 0 ? 'dead-letter' : done === sent.length ? 'done' : 'waiting',
    reason: undefined,
    calls,
    effects,
    ok: refused === undefined && done === sent.length && effects === sent.length,
  };
}

/** A row that only tells what was seen. */
function happened(name: string, tookMs: number | undefined): CaseResult {
  return {
    ...{ name, provider: '', sent: 0, answered: [], calls: 0, effects: 0, reason: undefined },
    outcome: tookMs === undefined ? 'unknown' : 'done',
    ok: tookMs !== undefined,
  };
}
