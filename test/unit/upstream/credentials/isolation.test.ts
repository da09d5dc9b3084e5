import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryBreakerStore } from '../../../../lambdas/breaker/memory-breaker-store.ts';
import { stateName } from '../../../../lambdas/breaker/snapshot.ts';
import { oauthClientCredentials } from '../../../../lambdas/contract/credentials.ts';
import {
  defineUpstream,
  type UpstreamDefinition,
} from '../../../../lambdas/contract/define-upstream.ts';
import type { UpstreamError } from '../../../../lambdas/contract/upstream-error.ts';
import { orderBreaker } from '../../../../lambdas/operations/order-breaker.ts';
import { createUpstreamClients } from '../../../../lambdas/upstream/create-upstream-clients.ts';
import {
  memoryTokenStore,
  type TokenStore,
} from '../../../../lambdas/upstream/credentials/token-record.ts';
import { environmentGate } from '../../../support/breaker-fleet.ts';
import { environmentCredentials } from '../../../support/fleet.ts';
import { jumpingClock, type JumpingClock } from '../../../support/jumping-clock.ts';
import { memorySecrets } from '../../../support/memory-secrets.ts';
import { startTokenServer, type TokenServer } from '../../../support/token-server.ts';
import { callContext, type TestContext } from '../../../support/upstream-context.ts';
import { refuses, startUpstream, type UpstreamServer } from '../../../support/upstream-server.ts';

const minuteMs = 60_000;
const json = { 'content-type': 'application/json' };
const refusal = refuses(400, json, '{"error":"invalid_client"}');

describe('An upstream whose token endpoint refuses the secret', () => {
  let api: UpstreamServer;
  let tokens: TokenServer;
  let clock: JumpingClock;
  let breakers: MemoryBreakerStore;
  let store: TokenStore;
  let secrets: ReturnType<typeof memorySecrets>;
  const contexts: TestContext[] = [];

  beforeEach(async () => {
    tokens = await startTokenServer();
    api = await startUpstream(({ request, response }) => {
      const status = tokens.accepts(request.headers.authorization) ? 200 : 401;
      response.writeHead(status, json).end('{}');
    });
    clock = jumpingClock();
    breakers = new MemoryBreakerStore();
    store = memoryTokenStore();
    secrets = memorySecrets({ crm: { clientId: 'me', clientSecret: 'a-very-secret-secret' } });
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) context.end();
    await Promise.all([api.close(), tokens.close()]);
  });

  /** An environment with its own caches. Each call is a run of its own. */
  function environment(changes: Partial<UpstreamDefinition> = {}) {
    const crm = defineUpstream({
      ...{ name: 'crm', baseUrl: api.url, retry: { attemptsHere: 1 } },
      credential: oauthClientCredentials({ secret: 'crm', tokenUrl: tokens.url }),
      ...changes,
    });
    const { gate } = environmentGate(breakers, [crm], clock);
    const context = callContext({
      ...{ clock, gate },
      credentials: environmentCredentials(store, secrets, { clock }),
    });
    contexts.push(context);
    return () =>
      createUpstreamClients({ crm }, context.nextRun())
        .clients.crm.get('/contacts')
        .then(
          () => 'done',
          ({ failure }: UpstreamError) => failure,
        );
  }
  const state = async () => stateName(await breakers.read('crm'));
  async function release() {
    const seen = await breakers.read('crm');
    const operator = { by: 'ada', reason: 'the client is enabled again' };
    const tools = { store: breakers, now: clock.now(), newId: () => 'order' };
    await orderBreaker('crm', seen, { kind: 'release' }, operator, tools);
    letAllEnvironmentsLook();
  }
  /** Each environment reads the breaker again after a few seconds. */
  function letAllEnvironmentsLook() {
    clock.jumpTo(clock.now() + 10_000);
  }

  it('is isolated and asked again after five minutes: a token lifts the isolation in every environment', async () => {
    const [one, other, late] = [environment(), environment(), environment()];
    tokens.misbehave(refusal);
    expect(await one()).toBe('unauthorized');
    expect(await state()).toBe('isolated');
    expect([await one(), await other()]).toEqual(['held-back', 'held-back']);
    expect(tokens.requests).toHaveLength(1);

    clock.jumpTo(clock.now() + 5 * minuteMs);
    expect([await other(), await one(), await late()]).toEqual(['done', 'done', 'done']);
    expect(await state()).toBe('closed');
    expect(tokens.issued).toBe(1);
  });

  it('is asked every five minutes as long as it refuses', async () => {
    const call = environment();
    tokens.misbehave(refusal, refusal, refusal);
    for (let turn = 1; turn <= 3; turn += 1) {
      await call();
      await environment()();
      expect(tokens.requests).toHaveLength(turn);
      expect(await state()).toBe('isolated');
      clock.jumpTo(clock.now() + 5 * minuteMs);
    }
    expect(await call()).toBe('done');
  });

  it('is tried with the first call after an operator has released its breaker', async () => {
    const [one, other] = [environment(), environment()];
    tokens.misbehave(refusal);
    await one();
    await release();
    expect([await other(), await one()]).toEqual(['done', 'done']);
    expect(tokens.requests).toHaveLength(2);
  });

  it('is tried with its declared probe after a release', async () => {
    const call = environment({ breaker: { probe: '/health' } });
    tokens.misbehave(refusal);
    await call();
    await release();
    expect(await call()).toBe('done');
    expect(api.requests.map(({ url }) => url)).toContain('/health');
  });

  it('gets one request for each release that comes too early, regardless of the load', async () => {
    const fleet = Array.from({ length: 5 }, () => environment());
    tokens.misbehave(refusal, refusal, refusal);
    for (const requests of [1, 2, 3]) {
      await Promise.all(fleet.map((call) => call()));
      expect(tokens.requests).toHaveLength(requests);
      expect(await state()).toBe('isolated');
      await release();
    }
    expect(await fleet[0]?.()).toBe('done');
  });

  it('is not called with the token that it has revoked, by any environment that still holds it', async () => {
    const [one, other] = [environment(), environment()];
    expect([await one(), await other()]).toEqual(['done', 'done']);
    tokens.revoke();
    tokens.misbehave(refusal);
    expect(await one()).toBe('unauthorized');
    letAllEnvironmentsLook();
    const { length } = api.requests;
    expect([await other(), await one(), await environment()()]).toEqual(
      Array.from({ length: 3 }, () => 'held-back'),
    );
    expect(api.requests).toHaveLength(length);

    clock.jumpTo(clock.now() + 5 * minuteMs);
    expect(await environment()()).toBe('done');
    expect([await other(), await one()]).toEqual(['done', 'done']);
  });

  it('stays isolated if it also refuses a fresh token: another token changes nothing', async () => {
    const call = environment();
    api.script(refuses(401));
    expect(await call()).toBe('unauthorized');
    clock.jumpTo(clock.now() + 2 * 60 * minuteMs);
    expect(await call()).toBe('held-back');
    expect(await state()).toBe('isolated');
  });
});
