import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  basicCredential,
  oauthClientCredentials,
  oauthRefreshToken,
  staticCredential,
  type Credential,
} from '../../../../lambdas/contract/credentials.ts';
import { defineUpstream, type RetryPolicy } from '../../../../lambdas/contract/define-upstream.ts';
import type { UpstreamError } from '../../../../lambdas/contract/upstream-error.ts';
import {
  connectionPools,
  type ConnectionPools,
} from '../../../../lambdas/upstream/connection-pools.ts';
import {
  memoryTokenStore,
  type TokenStore,
} from '../../../../lambdas/upstream/credentials/token-record.ts';
import { nextTokenMove } from '../../../../lambdas/upstream/credentials/token-moves.ts';
import { createUpstreamClients } from '../../../../lambdas/upstream/create-upstream-clients.ts';
import { environmentCredentials } from '../../../support/fleet.ts';
import { jumpingClock, type JumpingClock } from '../../../support/jumping-clock.ts';
import { memorySecrets } from '../../../support/memory-secrets.ts';
import { recordingLog } from '../../../support/recording-log.ts';
import { startTokenServer, type TokenServer } from '../../../support/token-server.ts';
import { callContext, type TestContext } from '../../../support/upstream-context.ts';
import { startUpstream, type UpstreamServer } from '../../../support/upstream-server.ts';

const client = { clientId: 'me', clientSecret: 'a-very-secret-secret' };

describe('Credentials', () => {
  let accepted: (authorization: string) => boolean;
  let api: UpstreamServer;
  let tokens: TokenServer;
  let pools: ConnectionPools;
  let store: TokenStore;
  let clock: JumpingClock;
  const contexts: TestContext[] = [];

  beforeEach(async () => {
    tokens = await startTokenServer();
    accepted = (authorization) => tokens.accepts(authorization);
    api = await startUpstream(({ request, response }) => {
      const sent = request.headers.authorization ?? String(request.headers['x-api-key']);
      response.writeHead(accepted(sent) ? 200 : 401).end('{}');
    });
    pools = connectionPools();
    store = memoryTokenStore();
    clock = jumpingClock();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) context.end();
    await pools.destroy();
    await Promise.all([api.close(), tokens.close()]);
  });

  /** One environment with its own caches; they share the store. */
  function environment(
    credential: Credential,
    secrets: ReturnType<typeof memorySecrets>,
    retry?: RetryPolicy,
  ) {
    const { log, lines: tokenLines } = recordingLog();
    const context = callContext({
      clock,
      credentials: environmentCredentials(store, secrets, { pools, clock, log }),
    });
    contexts.push(context);
    const crm = defineUpstream({
      ...{ name: 'crm', baseUrl: api.url, credential },
      ...(retry && { retry }),
    });
    const { log: callLog, lines: callLines } = recordingLog();
    const call = () =>
      createUpstreamClients({ crm }, context.nextRun({ log: callLog })).clients.crm.get('/me');
    return { call, callLines, tokenLines };
  }
  const oauth = () => oauthClientCredentials({ secret: 'crm', tokenUrl: tokens.url });

  it('go out as plain text, as Basic, or in a header of the upstream’s own', async () => {
    const secrets = memorySecrets({
      plain: 'k-123456',
      basic: { username: 'me', password: 'pass' },
      json: { value: 'k-654321' },
    });
    accepted = () => true;
    await environment(staticCredential({ secret: 'plain' }), secrets).call();
    await environment(basicCredential({ secret: 'basic' }), secrets).call();
    await environment(staticCredential({ secret: 'json', header: 'X-Api-Key' }), secrets).call();
    expect(
      api.requests.map(({ headers }) => headers.authorization ?? headers['x-api-key']),
    ).toEqual([
      'Bearer k-123456',
      `Basic ${Buffer.from('me:pass').toString('base64')}`,
      'k-654321',
    ]);
  });

  it('are read again after a 401: a changed secret needs no deploy', async () => {
    const secrets = memorySecrets({ key: 'old' });
    accepted = (sent) => sent === 'Bearer new';
    const { call } = environment(staticCredential({ secret: 'key' }), secrets);
    await expect(call()).rejects.toMatchObject({ failure: 'unauthorized' });
    secrets.set('key', 'new');
    await expect(call()).resolves.toEqual({});
  });

  it('that are refused hold their events, and burn none', async () => {
    accepted = () => false;
    const { call } = environment(oauth(), memorySecrets({ crm: client }));
    await expect(call()).rejects.toMatchObject({
      failure: 'unauthorized',
      disposition: { kind: 'park', cause: 'credential-refused' },
    });
    // One token, and one after the 401; a third would be refused as well.
    expect(tokens.issued).toBe(2);
    await expect(call()).rejects.toMatchObject({ failure: 'unauthorized' });
    expect(tokens.issued).toBe(2);
  });

  it('that served and were revoked are renewed, also twice within seconds', async () => {
    const { call, callLines } = environment(oauth(), memorySecrets({ crm: client }));
    await call();
    for (const issued of [2, 3, 4]) {
      tokens.revoke();
      await expect(call()).resolves.toEqual({});
      expect(tokens.issued).toBe(issued);
    }
    expect(callLines.slice(-2).map(({ fields }) => fields)).toMatchObject([
      { outcome: 'unauthorized', attempt: 1 },
      { outcome: 'done', attempt: 2, retry: true },
    ]);
  });

  it('are renewed ahead of their end', async () => {
    const { call } = environment(oauth(), memorySecrets({ crm: client }));
    await call();
    clock.jumpTo(clock.now() + 3_600_000 - 200_000);
    await call();
    expect(tokens.issued).toBe(2);
    expect(api.requests.every(({ headers }) => headers.authorization !== undefined)).toBe(true);
  });

  it('serve on while a renewal ahead of their end fails', async () => {
    const { call } = environment(oauth(), memorySecrets({ crm: client }));
    await call();
    clock.jumpTo(clock.now() + 3_600_000 - 200_000);
    tokens.misbehave(({ socket }) => void socket.destroy());
    await expect(call()).resolves.toEqual({});
  });

  it('of a rotating provider are stored before they are used, for every environment', async () => {
    await tokens.close();
    tokens = await startTokenServer({ firstRefreshToken: 'granted' });
    const secrets = memorySecrets({ crm: { clientId: 'me', refreshToken: 'granted' } });
    const credential = oauthRefreshToken({ secret: 'crm', tokenUrl: tokens.url });
    await environment(credential, secrets).call();
    tokens.revoke();
    await environment(credential, secrets).call();
    expect(tokens.requests.map((form) => form.get('refresh_token'))).toEqual([
      'granted',
      'refresh-1',
    ]);
  });

  it('of a rotating provider are stored though the table fails at first', async () => {
    await tokens.close();
    tokens = await startTokenServer({ firstRefreshToken: 'granted' });
    const { write } = store;
    let failures = 2;
    store.write = async (name, next) => {
      if (next.token === undefined || (failures -= 1) < 0) return write(name, next);
      // Longer than the lease.
      clock.jumpTo(clock.now() + 8_000);
      throw new Error('the table did not answer');
    };
    const secrets = memorySecrets({ crm: { clientId: 'me', refreshToken: 'granted' } });
    const credential = oauthRefreshToken({ secret: 'crm', tokenUrl: tokens.url });
    await environment(credential, secrets).call();
    tokens.revoke();
    await expect(environment(credential, secrets).call()).resolves.toEqual({});
    expect(tokens.requests).toHaveLength(2);
  });

  it('are begun afresh from the secret when a person has authorised again', async () => {
    await tokens.close();
    tokens = await startTokenServer({ firstRefreshToken: 'second' });
    const secrets = memorySecrets({ crm: { clientId: 'me', refreshToken: 'first' } });
    const { call } = environment(
      oauthRefreshToken({ secret: 'crm', tokenUrl: tokens.url }),
      secrets,
    );
    await expect(call()).rejects.toMatchObject({ failure: 'unauthorized' });
    const { disposition } = (await call().catch((error: unknown) => error)) as UpstreamError;
    // Not before the token endpoint may be asked again.
    const until = disposition.kind === 'park' ? disposition.until : 0;
    expect(until).toBeGreaterThan(clock.now() + 4.5 * 60_000);
    expect(tokens.requests).toHaveLength(1);
    secrets.set('crm', { clientId: 'me', refreshToken: 'second' });
    await expect(call()).resolves.toEqual({});
  });

  it('are taken over from an environment that died while it renewed them', async () => {
    await store.write('crm', {
      revision: 1,
      writer: 'dead',
      lease: { owner: 'dead', until: clock.now() + 15_000 },
    });
    const { call } = environment(oauth(), memorySecrets({ crm: client }));
    const waiting = call();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(tokens.issued).toBe(0);
    clock.jumpTo(clock.now() + 17_001);
    await expect(waiting).resolves.toEqual({});
    expect(tokens.issued).toBe(1);
  });

  it.each([
    ['another clock, which is a minute ahead', 60_000],
    ['another clock, which is two minutes behind', -120_000],
  ])('wait out the lease of another environment by their own clock: %s', (_clock, ahead) => {
    const now = 1_000_000;
    const lease = { owner: 'other', until: now - ahead + 15_000 };
    const need = { ...{ secretVersion: 'v1', refusedSerial: 0, served: false }, seenAt: now };
    const move = (at: number) => nextTokenMove({ revision: 1, writer: 'other', lease }, need, at);
    expect(move(now + 16_999)).toMatchObject({ kind: 'wait', until: now + 17_000 });
    expect(move(now + 17_000)).toEqual({ kind: 'claim' });
  });

  it('are renewed at once if a lease is older than any clock skew explains', () => {
    const need = { ...{ secretVersion: 'v1', refusedSerial: 0, served: false }, seenAt: 500_000 };
    const record = { revision: 1, writer: 'dead', lease: { owner: 'dead', until: 378_000 } };
    expect(nextTokenMove(record, need, 500_000)).toEqual({ kind: 'claim' });
  });

  it('that could not be stored, because another environment has taken over, are not used', async () => {
    const { write } = store;
    let overtaken = false;
    store.write = async (name, next) => {
      if (next.token !== undefined && !overtaken) {
        overtaken = true;
        await write(name, { revision: next.revision, writer: 'other' });
      }
      return write(name, next);
    };
    const { call } = environment(oauth(), memorySecrets({ crm: client }));
    await expect(call()).resolves.toEqual({});
    expect(api.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer access-2']);
  });

  it('lie encrypted in the table', async () => {
    const { call } = environment(oauth(), memorySecrets({ crm: client }));
    await call();
    expect(JSON.stringify(await store.read('crm'))).not.toContain('access-1');
  });

  const html = { 'content-type': 'text/html' };
  const json = { 'content-type': 'application/json' };
  it.each([
    ['403 from a firewall', 403, html, '<html>Request blocked</html>'],
    ['404', 404, json, '{}'],
    ['409', 409, json, '{"error":"conflict"}'],
    ['423', 423, json, '{"error":"invalid_grant"}'],
    ['425', 425, {}, ''],
    ['429', 429, json, '{"error":"invalid_client"}'],
    ['503', 503, {}, ''],
    ['temporarily_unavailable', 400, json, '{"error":"temporarily_unavailable"}'],
    ['server_error', 400, json, '{"error":"server_error"}'],
    ['Slack’s ratelimited', 200, json, '{"ok":false,"error":"ratelimited"}'],
    ['401 without a word', 401, html, '<html>Unauthorized</html>'],
    ['a page with 200', 200, html, '<html><a href="/?a=1&error=invalid_grant&b=1">'],
    ['a redirect', 302, { location: 'https://login.example/' }, ''],
  ])(
    'that a token endpoint does not issue for now (%s) cost no attempt, and come with the next request',
    async (_fault, status, headers, body) => {
      tokens.misbehave(({ response }) => void response.writeHead(status, headers).end(body));
      const { call } = environment(oauth(), memorySecrets({ crm: client }), { attemptsHere: 1 });
      const error = (await call().catch((reason: unknown) => reason)) as UpstreamError;
      expect(error).toMatchObject({
        failure: 'not-sent',
        disposition: { kind: 'park', cause: 'credential-unavailable' },
      });
      clock.jumpTo(error.disposition.kind === 'park' ? error.disposition.until : 0);
      await expect(call()).resolves.toEqual({});
      expect(tokens.issued).toBe(1);
    },
  );

  it('are not requested before the time that a token endpoint states', async () => {
    const busy = { 'retry-after': '299.997' };
    tokens.misbehave(({ response }) => void response.writeHead(503, busy).end());
    const { call } = environment(oauth(), memorySecrets({ crm: client }));
    await expect(call()).rejects.toMatchObject({ failure: 'not-sent' });
    clock.jumpTo(clock.now() + 295_000);
    await expect(call()).rejects.toMatchObject({ failure: 'not-sent' });
    expect(tokens.requests).toHaveLength(1);
    clock.jumpTo(clock.now() + 6_000);
    await expect(call()).resolves.toEqual({});
  });

  it('of a rotating provider keep a refresh token that arrives without an access token', async () => {
    await tokens.close();
    tokens = await startTokenServer({ firstRefreshToken: 'new' });
    const answer = '{"refresh_token":"new","error":"server_error"}';
    tokens.misbehave(({ response }) => void response.writeHead(200, json).end(answer));
    const secrets = memorySecrets({ crm: { clientId: 'me', refreshToken: 'granted' } });
    const credential = oauthRefreshToken({ secret: 'crm', tokenUrl: tokens.url });
    const { call } = environment(credential, secrets, { attemptsHere: 1 });
    await expect(call()).rejects.toMatchObject({ failure: 'not-sent' });
    clock.jumpTo(clock.now() + 60_000);
    await expect(call()).resolves.toEqual({});
    expect(tokens.requests.map((form) => form.get('refresh_token'))).toEqual(['granted', 'new']);
  });

  it('of a rotating provider stay in use if a renewal returns only a refresh token', async () => {
    await tokens.close();
    tokens = await startTokenServer({ firstRefreshToken: 'granted' });
    const secrets = memorySecrets({ crm: { clientId: 'me', refreshToken: 'granted' } });
    const credential = oauthRefreshToken({ secret: 'crm', tokenUrl: tokens.url });
    const { call } = environment(credential, secrets);
    await call();
    clock.jumpTo(clock.now() + 3_600_000 - 200_000);
    const answer = '{"refresh_token":"refresh-1"}';
    tokens.misbehave(({ response }) => void response.writeHead(200, json).end(answer));
    await expect(call()).resolves.toEqual({});
    expect(api.requests.at(-1)?.headers.authorization).toBe('Bearer access-1');
  });

  it('do not count as refused if another environment has renewed them meanwhile', async () => {
    const { write } = store;
    let overtaken = false;
    store.write = async (name, next) => {
      if (next.failure !== undefined && !overtaken) {
        overtaken = true;
        await write(name, { revision: next.revision, writer: 'other' });
      }
      return write(name, next);
    };
    const refusal = '{"error":"invalid_grant"}';
    tokens.misbehave(({ response }) => void response.writeHead(400, json).end(refusal));
    const { call } = environment(oauth(), memorySecrets({ crm: client }));
    await expect(call()).resolves.toEqual({});
  });

  it('are requested again, with a log line, if the response contains no token', async () => {
    tokens.misbehave(({ response }) => void response.writeHead(200, json).end('{"token":"t"}'));
    const { call, tokenLines } = environment(oauth(), memorySecrets({ crm: client }), {
      attemptsHere: 1,
    });
    await expect(call()).rejects.toMatchObject({
      message: expect.stringContaining('NOT_A_TOKEN'),
      disposition: { kind: 'park' },
    });
    expect(tokenLines[0]?.fields).toMatchObject({ status: 200, code: 'NOT_A_TOKEN' });
  });

  it('that nobody has put in yet are said to be missing, with what is expected', async () => {
    const { call } = environment(oauth(), memorySecrets({ crm: {} }));
    await expect(call()).rejects.toMatchObject({
      failure: 'unauthorized',
      message: expect.stringMatching(/was not called.*The token endpoint refuses the secret "crm"/),
    });
    expect(tokens.requests).toEqual([]);
  });

  it('are asked for with a log line of their own', async () => {
    const { call, tokenLines } = environment(oauth(), memorySecrets({ crm: client }));
    tokens.misbehave(({ response }) => void response.writeHead(503).end());
    await expect(call()).rejects.toMatchObject({ failure: 'not-sent' });
    clock.jumpTo(clock.now() + 60_000);
    await call();
    const common = {
      ...{ secret: 'crm', grant: 'client-credentials', endpoint: new URL(tokens.url).host },
      ...{ method: 'POST', path: '/token', latencyMs: expect.any(Number), correlationId: 'c-1' },
    };
    expect(tokenLines.map(({ fields }) => fields)).toEqual([
      {
        ...common,
        status: 503,
        attempt: 1,
        retry: false,
        outcome: 'unavailable',
        code: 'HTTP_503',
      },
      { ...common, status: 200, attempt: 2, retry: true, outcome: 'token' },
    ]);
  });
});
