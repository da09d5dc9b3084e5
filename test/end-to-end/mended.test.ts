import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startDemoUpstream, type RunningUpstream } from '../../bin/local/demo/demo-upstream.ts';
import { targetOf, type DemoStage } from '../../bin/local/demo/demo-stage.ts';
import { deployDemo, type DemoDeployment } from '../../bin/local/demo/deploy-demo.ts';
import { findEndpoint, type LocalEndpoint } from '../../bin/local/local-endpoint.ts';
import { removeStage } from '../../bin/local/remove-stage.ts';
import { createProgress } from '../../bin/terminal/progress.ts';
import type { IntegrationStatus } from '../../lambdas/operations/integration-status.ts';
import { testEndpointUrl } from '../support/local-tables.ts';
import { breakwater } from '../support/run-breakwater.ts';
import * as mended from './mended/orders-mended.ts';
import * as withBugs from './mended/orders-with-bugs.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { eventually } from './stage/eventually.ts';
import { StageGovernor } from './stage/governor.ts';

const stageName = `e2e${randomBytes(4).toString('hex')}`;
const folder = mkdtempSync(join(tmpdir(), 'breakwater-mended-'));
const events = 100;
const waiting = 20;
const patienceMs = 90_000;

let endpoint: LocalEndpoint;
let upstream: RunningUpstream;
let stage: DemoStage;

function deploy(source: DemoDeployment['source']): Promise<DemoStage> {
  const upstreamUrl = upstream.url;
  const progress = createProgress();
  return deployDemo({ endpoint, stage: stageName, source, upstreamUrl, progress });
}

beforeAll(async () => {
  const found = await findEndpoint(testEndpointUrl());
  if (found === undefined) throw new Error('The endpoint of the end-to-end tests is gone.');
  endpoint = found;
  upstream = await startDemoUpstream({ port: 0 });
  stage = await deploy(withBugs);
}, 120_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await upstream.close();
  await removeStage(endpoint, stageName);
}, 60_000);

const operator = (...words: string[]) => breakwater(...words, '--stage', stageName);

interface Listed {
  readonly deadLetters: readonly {
    readonly eventId: string;
    readonly type: string;
    readonly reason: string;
    readonly firstError: string;
  }[];
}

async function status() {
  const run = await operator('status', '--json');
  const { healthy, integrations } = run.json() as {
    healthy: boolean;
    integrations: IntegrationStatus[];
  };
  return { exit: run.status, healthy, ...(integrations[0] as IntegrationStatus) };
}

/** Sends events of one kind with the operator's own command, and gives their ids. */
async function send(type: string, times: number): Promise<string[]> {
  const file = join(folder, `${type}.json`);
  writeFileSync(file, JSON.stringify({ type }));
  const run = await operator(
    ...['send', 'orders', '--file', file, '--times', String(times), '--distinct', '--json'],
  );
  const sent = run.json() as { ok: boolean; events: { eventId: string }[] };
  expect(sent).toMatchObject({ ok: true });
  expect(sent.events).toHaveLength(times);
  return sent.events.map(({ eventId }) => eventId);
}

/** Orders that both versions understand keep coming, until they are stopped. */
function liveTraffic(): { readonly stop: () => Promise<string[]> } {
  const accepted: string[] = [];
  let stopped = false;
  const flowing = (async () => {
    while (!stopped) {
      const event = newEvent(Buffer.from(JSON.stringify({ type: 'order.shipped', lines: [] })));
      const { status: answered } = await deliverUntilAccepted(targetOf(stage, 'orders'), event);
      if (answered === 200) accepted.push(event.eventId);
      await wait(150);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await flowing;
      return accepted;
    },
  };
}

/** How often each event has had its effect. */
async function effects(): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { bodyText = '{}', effect } of await stage.upstream.requests('/orders/entries')) {
    const { event } = JSON.parse(bodyText) as { event: string };
    counts.set(event, (counts.get(event) ?? 0) + (effect ? 1 : 0));
  }
  return counts;
}

describe('a handler with bugs', () => {
  it('is found, understood, mended and its events replayed, once each, while others keep coming', async () => {
    const live = liveTraffic();
    expect(await status()).toMatchObject({ exit: 0, healthy: true, deadLetters: 0, problems: [] });

    const sent = [...(await send('order.paid', events)), ...(await send('order.refunded', events))];
    expect(
      await eventually(status, ({ deadLetters }) => deadLetters === 2 * events, patienceMs),
    ).toMatchObject({
      exit: 1,
      healthy: false,
      name: 'orders',
      provider: 'standard-webhooks',
      mapping: 'enabled',
      problems: [
        expect.stringMatching(
          /^dead letters: 100 (attempts-exhausted|payload-mismatch), 100 (attempts-exhausted|payload-mismatch)$/,
        ),
      ],
    });

    const { deadLetters } = (await operator('dlq', 'list', '--json')).json() as Listed;
    expect(deadLetters.map(({ eventId }) => eventId).sort()).toEqual(sent.toSorted());
    expect(new Set(deadLetters.map(({ type, reason }) => `${type}: ${reason}`))).toEqual(
      new Set(['order.paid: attempts-exhausted', 'order.refunded: payload-mismatch']),
    );
    const [first = ''] = sent;
    const shown = await operator('dlq', 'show', first);
    expect(shown.out).toContain('TypeError');
    expect(shown.out).toContain('"type": "order.paid"');

    // Events wait while the mended version is deployed; the deployment does not resume the work.
    const governor = new StageGovernor(stage.config, stageName);
    await operator('pause', 'orders', '--reason', 'a bug');
    await governor.runUntil('orders', ({ state }) => state === 'Disabled');
    const waited = await send('order.paid', waiting);
    stage = await deploy(mended);
    const paused = await status();
    expect(paused).toMatchObject({ mapping: 'disabled', deadLetters: 2 * events });
    expect(paused.queued).toBeGreaterThanOrEqual(waiting);
    await operator('resume', 'orders', '--reason', 'mended');
    await governor.runUntil('orders', ({ state }) => state === 'Enabled');
    await eventually(effects, (seen) => waited.every((id) => seen.has(id)), patienceMs);

    const one = await operator('dlq', 'replay', '--event', first, '--yes');
    expect(one).toMatchObject({
      status: 0,
      out: expect.stringContaining('1 dead letter replayed'),
    });
    await eventually(effects, (seen) => seen.has(first), patienceMs);
    expect(await status()).toMatchObject({ healthy: false, deadLetters: 2 * events - 1 });

    const planned = await operator('dlq', 'replay', '--json');
    expect(planned.json()).toMatchObject({ dryRun: true, integrations: [{ chosen: 199 }] });
    const rest = await operator('dlq', 'replay', '--all', '--why', 'mended', '--yes', '--json');
    expect(rest).toMatchObject({ status: 0 });
    expect(rest.json()).toMatchObject({ integrations: [{ counts: { done: 199 }, notMet: 0 }] });

    const shipped = await live.stop();
    const all = [...sent, ...waited, ...shipped];
    const seen = await eventually(effects, (now) => all.every((id) => now.has(id)), patienceMs);
    expect([...seen].filter(([, count]) => count !== 1)).toEqual([]);
    expect([...seen.keys()].sort()).toEqual(all.toSorted());
    expect(
      await eventually(status, ({ queued, inFlight }) => queued + inFlight === 0, patienceMs),
    ).toMatchObject({ exit: 0, healthy: true, deadLetters: 0, problems: [] });

    const life = (await operator('trace', first, '--json')).json() as {
      traces: { state: string; entries: { what: string }[] }[];
    };
    expect(life.traces[0]?.state).toBe('done');
    const entries = life.traces[0]?.entries.map(({ what }) => what) ?? [];
    // The verifier says so when SQS has answered; by then the processor may be at work.
    const verifiers = new Set(['verified', 'stored']);
    expect(entries.filter((what) => verifiers.has(what))).toEqual([...verifiers]);
    expect(entries.filter((what) => !verifiers.has(what))).toEqual([
      'received',
      'attempt',
      'dead-lettered',
      'replayed',
      'attempt',
      'upstream-call',
      'outcome',
    ]);
  }, 300_000);
});
