import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryBreakerStore } from '../../lambdas/breaker/memory-breaker-store.ts';
import { stateName, type Snapshot } from '../../lambdas/breaker/snapshot.ts';
import { oauthClientCredentials, staticCredential } from '../../lambdas/contract/credentials.ts';
import { PermanentError } from '../../lambdas/contract/errors.ts';
import { defineIntegration } from '../../lambdas/contract/define-integration.ts';
import { defineUpstream, type UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import { probeUpstream } from '../../lambdas/processor/probe-upstream.ts';
import type { QueueRecord } from '../../lambdas/processor/queue-record.ts';
import { runHandle } from '../../lambdas/processor/run-handler.ts';
import { memoryTokenStore } from '../../lambdas/upstream/credentials/token-record.ts';
import { WatchedGate } from '../../lambdas/upstream/watched-gate.ts';
import { environmentGate } from '../support/breaker-fleet.ts';
import { environmentCredentials } from '../support/fleet.ts';
import { opened } from '../support/governor-world.ts';
import { jumpingClock } from '../support/jumping-clock.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';
import { memorySecrets } from '../support/memory-secrets.ts';
import { processorWorld, queueRecord, type ProcessorTables } from '../support/processor-world.ts';
import { startTokenServer } from '../support/token-server.ts';
import { callContext, type TestContext } from '../support/upstream-context.ts';
import { acts, refuses, startUpstream, type UpstreamServer } from '../support/upstream-server.ts';

const client = localDynamoDb();
let tables: ProcessorTables;
let server: UpstreamServer;
let contexts: TestContext[] = [];
const drops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const idempotency = await createTable(client, 'id');
  const events = await createTable(client, 'pk', 'sk');
  drops.push(idempotency.drop, events.drop);
  tables = { client, idempotency: idempotency.name, events: events.name };
});
afterAll(async () => {
  await Promise.all(drops.map((drop) => drop()));
  client.destroy();
});
beforeEach(async () => {
  server = await startUpstream(acts());
});
afterEach(async () => {
  for (const context of contexts) context.end();
  contexts = [];
  await server.close();
});

type Handle = (crm: { post(path: string, options: object): Promise<unknown> }) => Promise<unknown>;

/** Calls the upstream once. */
const callsIt: Handle = (crm) => crm.post('/contacts', { step: 'create', json: {} });

/** One environment of a processor whose queue holds `events`, and whose upstream has been down. */
function environment(
  events: number,
  {
    handle = callsIt,
    upstream = {},
    snapshot = {},
  }: {
    readonly handle?: Handle;
    readonly upstream?: Partial<UpstreamDefinition>;
    readonly snapshot?: Partial<Snapshot>;
  } = {},
) {
  const clock = jumpingClock();
  const crm = defineUpstream({
    name: 'crm',
    baseUrl: server.url,
    retry: { attemptsHere: 1 },
    idempotency: { header: 'Idempotency-Key' },
    ...upstream,
  });
  const breakers = new MemoryBreakerStore(
    new Map([['crm', opened(clock.now(), 10 * 60_000, snapshot)]]),
  );
  const gate = new WatchedGate(environmentGate(breakers, [crm], clock).gate);
  const secrets = memorySecrets({ 'crm-key': 'old' });
  const context = callContext({
    clock,
    gate,
    credentials: environmentCredentials(memoryTokenStore(), secrets, { clock }),
  });
  contexts.push(context);
  const integration = defineIntegration({
    name: 'orders',
    provider: 'stripe',
    upstreams: { crm },
    handle: (_event, { crm }) => handle(crm as never),
  });
  const batch = processorWorld(tables, runHandle(integration as never, context), {
    clock,
    gate,
  }).dependencies;
  const waiting: QueueRecord[] = Array.from({ length: events }, () => queueRecord());
  const removed: string[] = [];
  const announced: string[] = [];
  const probe = () =>
    probeUpstream('crm', clock.now() + 60_000, {
      upstreams: [crm],
      breakers,
      announce: async (_circuit, { to }) => void announced.push(to),
      queue: {
        receive: async (most) => waiting.splice(0, most),
        remove: async (receipt) => void removed.push(receipt),
      },
      batch,
      calls: context,
      gate,
    });
  return {
    ...{ probe, breakers, clock, waiting, removed, announced, secrets },
    state: async () => stateName(await breakers.read('crm')),
  };
}

describe('a probe with events of the queue', () => {
  it('runs three of them, one after the other, and closes the breaker', async () => {
    const { probe, state, waiting, removed } = environment(5);
    expect(await probe()).toEqual({ kind: 'called' });
    expect(await state()).toBe('closed');
    expect(server.effects).toBe(3);
    expect(removed).toHaveLength(3);
    expect(waiting).toHaveLength(2);
  });

  it('stops at the first that fails: the others are not touched', async () => {
    server.script(refuses(500));
    const { probe, state, waiting, removed, breakers } = environment(5);
    expect(await probe()).toEqual({ kind: 'called' });
    expect(await state()).toBe('open');
    expect((await breakers.read('crm')).openings).toBe(2);
    expect(server.requests).toHaveLength(1);
    expect(removed).toEqual([]);
    expect(waiting).toHaveLength(4);
  });

  it('stops when one event has been enough to close it', async () => {
    const thrice: Handle = async (crm) => {
      for (const step of ['one', 'two', 'three']) await crm.post('/', { step, json: {} });
    };
    const { probe, state, waiting } = environment(5, { handle: thrice });
    expect(await probe()).toEqual({ kind: 'called' });
    expect(await state()).toBe('closed');
    expect(waiting).toHaveLength(4);
  });

  it('leaves the breaker open where nothing waits, and half-open where too little did', async () => {
    const none = environment(0);
    expect(await none.probe()).toEqual({ kind: 'nothing-waits' });
    expect(await none.state()).toBe('open');
    const one = environment(1);
    expect(await one.probe()).toEqual({ kind: 'called' });
    expect(await one.state()).toBe('half-open');
  });

  it('has no verdict from events that end without calling the upstream', async () => {
    const { probe, state, removed } = environment(5, { handle: async () => 'nothing to do' });
    expect(await probe()).toEqual({ kind: 'not-called' });
    expect(await state()).toBe('open');
    expect(removed).toHaveLength(3);
  });

  it('has a verdict if any of them calls it', async () => {
    let runs = 0;
    const second: Handle = async (crm) => {
      runs += 1;
      if (runs === 2) await callsIt(crm);
      else throw new PermanentError('not mine');
    };
    const { probe, state } = environment(5, { handle: second });
    expect(await probe()).toEqual({ kind: 'called' });
    expect(await state()).toBe('half-open');
  });

  it('has none from an event that gets stuck before it comes to the upstream', async () => {
    const stuck: Handle = async () => {
      throw new Error('a bug');
    };
    const { probe, removed, waiting } = environment(5, { handle: stuck });
    expect(await probe()).toEqual({ kind: 'held-back' });
    expect(removed).toEqual([]);
    expect(waiting).toHaveLength(4);
  });

  it('receives nothing before it is time, and nothing for an upstream that it does not know', async () => {
    const { probe, waiting } = environment(5, {
      snapshot: { throttledUntil: Date.now() + 60_000 },
    });
    expect(await probe()).toEqual({ kind: 'held-back' });
    expect(waiting).toHaveLength(5);
    const { probe: other } = environment(5, { upstream: { name: 'erp' } });
    expect(await other()).toEqual({ kind: 'unknown-upstream' });
  });
});

describe('a probe with the upstream’s own', () => {
  const upstream = { idempotency: 'none', breaker: { probe: '/status' } } as const;

  it('closes the breaker and touches no event', async () => {
    const { probe, state, waiting } = environment(5, { upstream });
    expect(await probe()).toEqual({ kind: 'called' });
    expect(await state()).toBe('closed');
    expect(new Set(server.requests.map(({ method, url }) => `${method} ${url}`))).toEqual(
      new Set(['GET /status']),
    );
    expect(waiting).toHaveLength(5);
  });

  it('reopens the breaker where it fails, at the first call', async () => {
    server.script(refuses(503));
    const { probe, breakers } = environment(5, { upstream });
    await probe();
    expect(await breakers.read('crm')).toMatchObject({ openings: 2, state: { kind: 'open' } });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a probe of an upstream that has refused the credential', () => {
  const ordered = { by: 'breakwater', reason: 'unauthorized', since: 0 };
  const isolated = (credentialVersion?: string): Partial<Snapshot> => ({
    mode: { kind: 'isolated', ...ordered, ...(credentialVersion && { credentialVersion }) },
  });
  const upstream = { credential: staticCredential({ secret: 'crm-key' }) };

  it('receives nothing while it is still the same', async () => {
    const { probe, state, waiting } = environment(5, { upstream, snapshot: isolated('v1') });
    expect(await probe()).toEqual({ kind: 'same-credential' });
    expect(await state()).toBe('isolated');
    expect(waiting).toHaveLength(5);
    expect(server.requests).toHaveLength(0);
  });

  it('begins again with another one, also where nothing waits', async () => {
    const { probe, secrets, state, announced } = environment(0, {
      upstream,
      snapshot: isolated('v1'),
    });
    secrets.set('crm-key', 'new');
    expect(await probe()).toEqual({ kind: 'nothing-waits' });
    expect(await state()).toBe('open');
    expect(announced).toEqual(['open']);
  });

  it('closes it with events that bear the other one', async () => {
    const { probe, secrets, state } = environment(3, { upstream, snapshot: isolated('v1') });
    secrets.set('crm-key', 'new');
    expect(await probe()).toEqual({ kind: 'called' });
    expect(await state()).toBe('closed');
    expect(server.requests[0]?.headers.authorization).toBe('Bearer new');
  });

  it('starts again with the first token from an endpoint that refused the secret', async () => {
    const tokens = await startTokenServer();
    const credential = oauthClientCredentials({ secret: 'crm-oauth', tokenUrl: tokens.url });
    const { probe, secrets, state, clock, waiting } = environment(3, {
      upstream: { credential },
      snapshot: isolated('v1'),
    });
    secrets.set('crm-oauth', { clientId: 'me', clientSecret: 'a-very-secret-secret' });
    tokens.misbehave(refuses(400, {}, '{"error":"invalid_client"}'), refuses(403));
    for (const requests of [1, 2]) {
      expect([await probe(), await probe()]).toEqual([
        { kind: 'same-credential' },
        { kind: 'same-credential' },
      ]);
      expect(tokens.requests).toHaveLength(requests);
      clock.jumpTo(clock.now() + 5 * 60_000);
    }
    expect(waiting).toHaveLength(3);
    expect(await probe()).toEqual({ kind: 'called' });
    expect(await state()).toBe('closed');
    expect(server.requests[0]?.headers.authorization).toBe('Bearer access-1');
    await tokens.close();
  });

  it('leaves to a person what a person has isolated', async () => {
    const { probe, secrets, waiting } = environment(3, { upstream, snapshot: isolated() });
    secrets.set('crm-key', 'new');
    expect(await probe()).toEqual({ kind: 'same-credential' });
    expect(waiting).toHaveLength(3);
  });
});
