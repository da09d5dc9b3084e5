import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryBreakerStore } from '../../lambdas/breaker/memory-breaker-store.ts';
import { stateName, type Snapshot } from '../../lambdas/breaker/snapshot.ts';
import { oauthClientCredentials, staticCredential } from '../../lambdas/contract/credentials.ts';
import { defineIntegration } from '../../lambdas/contract/define-integration.ts';
import { defineUpstream, type UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import { probeUpstream } from '../../lambdas/processor/probe-upstream.ts';
import { processBatch } from '../../lambdas/processor/process-batch.ts';
import { runHandle } from '../../lambdas/processor/run-handler.ts';
import { memoryTokenStore } from '../../lambdas/upstream/credentials/token-record.ts';
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

/** One environment of a processor whose upstream has been down. */
function environment({
  upstream = {},
  snapshot = {},
}: {
  readonly upstream?: Partial<UpstreamDefinition>;
  readonly snapshot?: Partial<Snapshot>;
} = {}) {
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
  const { gate } = environmentGate(breakers, [crm], clock);
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
    handle: (_event, { crm }) => callsIt(crm as never),
  });
  const batch = processorWorld(tables, runHandle(integration as never, context), {
    clock,
    gate,
  }).dependencies;
  const announced: string[] = [];
  const probe = () =>
    probeUpstream('crm', clock.now() + 60_000, {
      upstreams: [crm],
      breakers,
      announce: async (_circuit, { to }) => void announced.push(to),
      integration: 'orders',
      calls: context,
      newId: randomUUID,
    });
  /** Events that the queue hands out, one after the other. @returns how many of them are settled */
  const run = async (events: number) => {
    let settled = 0;
    for (let event = 0; event < events; event += 1) {
      const kept = await processBatch([queueRecord()], clock.now() + 60_000, batch);
      if (kept.length === 0) settled += 1;
    }
    return settled;
  };
  return {
    ...{ probe, run, breakers, clock, announced, secrets },
    state: async () => stateName(await breakers.read('crm')),
  };
}

describe('events of an upstream that is due', () => {
  it('close its breaker when three of them go well, one after the other', async () => {
    const { run, state } = environment();
    await run(2);
    expect(await state()).toBe('half-open');
    await run(1);
    expect(await state()).toBe('closed');
    expect(server.effects).toBe(3);
  });

  it('do not call it after the first that fails', async () => {
    server.script(refuses(500));
    const { run, breakers } = environment();
    await run(5);
    expect(await breakers.read('crm')).toMatchObject({ openings: 2, state: { kind: 'open' } });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a processor that is asked to probe', () => {
  it('asks nothing before it is time, without a declared probe, and of an upstream that it does not know', async () => {
    const breaker = { probe: '/status' };
    const early = environment({
      upstream: { breaker },
      snapshot: { throttledUntil: Date.now() + 60_000 },
    });
    expect(await early.probe()).toEqual({ kind: 'not-asked' });
    expect(await environment().probe()).toEqual({ kind: 'not-asked' });
    const other = environment({ upstream: { name: 'erp', breaker } });
    expect(await other.probe()).toEqual({ kind: 'unknown-upstream' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('a probe with the upstream’s own', () => {
  const upstream = { idempotency: 'none', breaker: { probe: '/status' } } as const;

  it('closes the breaker and touches no event', async () => {
    const { probe, state } = environment({ upstream });
    expect(await probe()).toEqual({ kind: 'asked' });
    expect(await state()).toBe('closed');
    expect(new Set(server.requests.map(({ method, url }) => `${method} ${url}`))).toEqual(
      new Set(['GET /status']),
    );
  });

  it('reopens the breaker where it fails, at the first call', async () => {
    server.script(refuses(503));
    const { probe, breakers } = environment({ upstream });
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

  it('changes nothing while it is still the same', async () => {
    const { probe, state } = environment({ upstream, snapshot: isolated('v1') });
    expect(await probe()).toEqual({ kind: 'same-credential' });
    expect(await state()).toBe('isolated');
    expect(server.requests).toHaveLength(0);
  });

  it('begins again with another one', async () => {
    const { probe, secrets, state, announced } = environment({
      upstream,
      snapshot: isolated('v1'),
    });
    secrets.set('crm-key', 'new');
    expect(await probe()).toEqual({ kind: 'not-asked' });
    expect(await state()).toBe('open');
    expect(announced).toEqual(['open']);
  });

  it('closes it with events that bear the other one', async () => {
    const { probe, run, secrets, state } = environment({ upstream, snapshot: isolated('v1') });
    secrets.set('crm-key', 'new');
    await probe();
    await run(3);
    expect(await state()).toBe('closed');
    expect(server.requests[0]?.headers.authorization).toBe('Bearer new');
  });

  it('begins again with the first token from an endpoint that has refused the secret', async () => {
    const tokens = await startTokenServer();
    const credential = oauthClientCredentials({ secret: 'crm-oauth', tokenUrl: tokens.url });
    const { probe, run, secrets, state, clock } = environment({
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
    await probe();
    await run(3);
    expect(await state()).toBe('closed');
    expect(server.requests[0]?.headers.authorization).toBe('Bearer access-1');
    await tokens.close();
  });

  it('leaves to a person what a person has isolated', async () => {
    const { probe, secrets, state } = environment({ upstream, snapshot: isolated() });
    secrets.set('crm-key', 'new');
    expect(await probe()).toEqual({ kind: 'same-credential' });
    expect(await state()).toBe('isolated');
  });
});
