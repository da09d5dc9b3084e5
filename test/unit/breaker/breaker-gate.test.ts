import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultBreakerSettings } from '../../../lambdas/breaker/breaker-settings.ts';
import { stateName } from '../../../lambdas/breaker/snapshot.ts';
import { staticCredential } from '../../../lambdas/contract/credentials.ts';
import { memoryTokenStore } from '../../../lambdas/upstream/credentials/token-record.ts';
import { environmentCredentials } from '../../support/fleet.ts';
import { memorySecrets } from '../../support/memory-secrets.ts';
import { webhook } from '../../support/webhook.ts';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import {
  defineUpstream,
  type UpstreamDefinition,
} from '../../../lambdas/contract/define-upstream.ts';
import type { UpstreamError } from '../../../lambdas/contract/upstream-error.ts';
import { createUpstreamClients } from '../../../lambdas/upstream/create-upstream-clients.ts';
import { environmentGate } from '../../support/breaker-fleet.ts';
import { jumpingClock, type JumpingClock } from '../../support/jumping-clock.ts';
import { callContext, type TestContext } from '../../support/upstream-context.ts';
import {
  acts,
  refuses,
  startUpstream,
  type UpstreamServer,
} from '../../support/upstream-server.ts';

const { openMs } = defaultBreakerSettings;

let server: UpstreamServer;
let clock: JumpingClock;
let store: MemoryBreakerStore;
let contexts: TestContext[];

beforeEach(async () => {
  server = await startUpstream(refuses(500));
  clock = jumpingClock();
  store = new MemoryBreakerStore();
  contexts = [];
});

afterEach(async () => {
  for (const context of contexts) context.end();
  await server.close();
});

const crm = (changes: Partial<UpstreamDefinition> = {}) =>
  defineUpstream({
    name: 'crm',
    baseUrl: server.url,
    retry: { attemptsHere: 1 },
    idempotency: { header: 'Idempotency-Key' },
    ...changes,
  });

/** One environment; each call of it is a run of its own. */
function environment(upstream = crm()) {
  const { gate, announced } = environmentGate(store, [upstream], clock);
  const call = async () => {
    const context = callContext({ clock, gate });
    contexts.push(context);
    const { clients } = createUpstreamClients({ crm: upstream }, context);
    return clients.crm.post('/contacts', { step: 'create', json: {} }).then(
      () => 'done',
      (error: UpstreamError) => error,
    );
  };
  return { gate, call, announced };
}

/** Until the breaker is open. */
async function trip(call: () => Promise<unknown>): Promise<void> {
  for (let calls = 1; calls <= 5; calls += 1) await call();
  expect((await store.read('crm')).state.kind).toBe('open');
}

function waitUntilDue(): void {
  clock.jumpTo(clock.now() + openMs * 1.2 + 1);
}

describe('the breaker of an upstream that is down', () => {
  it('turns the call that trips it, and all after it, into waiting', async () => {
    const { call, announced } = environment();
    for (let calls = 1; calls <= 4; calls += 1) {
      expect(await call()).toMatchObject({ disposition: { kind: 'retry' } });
    }
    const waits = { disposition: { kind: 'park', cause: 'breaker-open' } };
    expect(await call()).toMatchObject({ failure: 'unclear', ...waits });
    expect(await call()).toMatchObject({ failure: 'held-back', ...waits });
    expect(server.requests).toHaveLength(5);
    expect(announced).toMatchObject([{ from: 'closed', to: 'open', reason: 'hard-outage' }]);
  });

  it('is seen by every other environment', async () => {
    await trip(environment().call);
    expect(await environment().call()).toMatchObject({ failure: 'held-back' });
    expect(server.requests).toHaveLength(5);
  });

  it('lets one call of the whole fleet find out, when it is time', async () => {
    await trip(environment().call);
    waitUntilDue();
    const fleet = Array.from({ length: 8 }, () => environment());
    const results = await Promise.all(fleet.map(({ call }) => call()));
    expect(server.requests).toHaveLength(6);
    for (const result of results) {
      expect(result).toMatchObject({ disposition: { kind: 'park', cause: 'breaker-open' } });
    }
    expect((await store.read('crm')).openings).toBe(2);
  });

  it('closes after three good answers in a row', async () => {
    const { call, announced } = environment();
    await trip(call);
    server.script(acts());
    waitUntilDue();
    expect([await call(), await call(), await call()]).toEqual(['done', 'done', 'done']);
    expect((await store.read('crm')).state.kind).toBe('closed');
    expect(announced.map(({ to }) => to)).toEqual(['open', 'half-open', 'closed']);
  });

  it('waits for as long as the upstream asks to be left alone, in every environment', async () => {
    server.script(refuses(429, { 'retry-after': '600' }));
    const askedAt = clock.now();
    await environment().call();
    const held = (await environment().call()) as UpstreamError;
    expect(held).toMatchObject({ disposition: { kind: 'park', cause: 'asked-to-wait' } });
    expect(held.disposition).toHaveProperty('until', expect.any(Number));
    const { until } = held.disposition as { until: number };
    expect(until - askedAt).toBeGreaterThanOrEqual(600_000);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a rate limit that is answered with 403', () => {
  it('holds the fleet until it resets, and never blames the credential', async () => {
    server.script(refuses(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' }));
    for (let turn = 1; turn <= 4; turn += 1) {
      const hold = { disposition: { kind: 'park', cause: 'asked-to-wait' } };
      expect(await environment().call()).toMatchObject(hold);
      expect(await environment().call()).toMatchObject({ ...hold, failure: 'held-back' });
      clock.jumpTo(clock.now() + 61_000);
    }
    expect(server.requests).toHaveLength(4);
    expect(stateName(await store.read('crm'))).toBe('closed');
  });
});

describe('a resource that is locked for now', () => {
  it('makes only its own event wait', async () => {
    server.script(refuses(423, { 'retry-after': '3600' }), acts());
    expect(await environment().call()).toMatchObject({ failure: 'busy' });
    expect(await environment().call()).toBe('done');
  });
});

describe('an upstream that cannot recognise a repeated call', () => {
  const probed = () => crm({ idempotency: 'none', breaker: { probe: '/health' } });

  it('is asked by its probe, which only reads, before any event is let through', async () => {
    await trip(environment().call);
    server.script(refuses(503), acts());
    waitUntilDue();
    const { call } = environment(probed());
    const before = server.requests.length;
    expect(await call()).toMatchObject({ failure: 'held-back' });
    expect(server.requests.slice(before).map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /health',
    ]);

    clock.jumpTo(clock.now() + 2 * openMs * 1.2 + 1);
    expect(await call()).toBe('done');
    expect(server.requests.slice(before + 1).map(({ method }) => method)).toEqual([
      ...['GET', 'GET', 'GET', 'POST'],
    ]);
  });
});

describe('a credential that an upstream refuses', () => {
  it('stops the whole fleet at once, and another one starts it again by a probe', async () => {
    const secrets = memorySecrets({ 'crm-token': 'old' });
    server.script(({ request, response }) => {
      response.writeHead(request.headers.authorization === 'Bearer new' ? 200 : 401).end('{}');
    });
    const upstream = crm({ credential: staticCredential({ secret: 'crm-token' }) });
    const call = async () => {
      const { gate } = environmentGate(store, [upstream], clock);
      const credentials = environmentCredentials(memoryTokenStore(), secrets, { clock });
      const context = callContext({ clock, gate, credentials });
      contexts.push(context);
      return createUpstreamClients({ crm: upstream }, context)
        .clients.crm.get('/contacts')
        .then(
          () => 'done',
          (error: UpstreamError) => error,
        );
    };
    const waits = { disposition: { kind: 'park', cause: 'credential-refused' } };
    expect(await call()).toMatchObject({ failure: 'unauthorized', ...waits });
    expect(stateName(await store.read('crm'))).toBe('isolated');
    expect(await call()).toMatchObject({ failure: 'held-back', ...waits });
    expect(server.requests).toHaveLength(1);

    secrets.set('crm-token', 'new');
    expect([await call(), await call(), await call()]).toEqual(['done', 'done', 'done']);
    expect(stateName(await store.read('crm'))).toBe('closed');
  });

  it('is blamed for a 403 only where several events meet it with no success between', async () => {
    server.script(refuses(403));
    const { gate } = environmentGate(store, [crm()], clock);
    const call = (eventId: string) => {
      const context = callContext({ clock, gate, webhook: webhook({ eventId }) });
      contexts.push(context);
      return createUpstreamClients({ crm: crm() }, context)
        .clients.crm.get('/contacts')
        .catch((error: UpstreamError) => error.disposition);
    };
    const alone = { kind: 'dead-letter', reason: 'forbidden' };
    expect([await call('a'), await call('a'), await call('b')]).toEqual([alone, alone, alone]);
    expect(await call('c')).toMatchObject({ kind: 'park', cause: 'credential-refused' });
    expect(stateName(await store.read('crm'))).toBe('isolated');
  });
});

describe('an event that used up its attempts', () => {
  it('waits where nobody was answered since it first failed: the upstream is down', async () => {
    const { gate, call } = environment();
    const firstFailedAt = clock.now();
    await call();
    const hold = await gate.exhausted('crm', firstFailedAt);
    expect(hold).toMatchObject({ cause: 'breaker-open' });
    expect((await store.read('crm')).history).toMatchObject([{ reason: 'exhausted' }]);
  });

  it('dies where others were answered: it is the event that is bad', async () => {
    const { gate, call } = environment();
    const firstFailedAt = clock.now();
    await call();
    server.script(acts());
    await call();
    expect(await gate.exhausted('crm', firstFailedAt)).toBeUndefined();
    expect((await store.read('crm')).state.kind).toBe('closed');
  });
});
