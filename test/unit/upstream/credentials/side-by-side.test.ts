import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { oauthClientCredentials } from '../../../../lambdas/contract/credentials.ts';
import { startRun, type FencedRun } from '../../../../lambdas/processor/run-fence.ts';
import {
  connectionPools,
  type ConnectionPools,
} from '../../../../lambdas/upstream/connection-pools.ts';
import {
  memoryTokenStore,
  type TokenStore,
} from '../../../../lambdas/upstream/credentials/token-record.ts';
import { environmentCredentials } from '../../../support/fleet.ts';
import { jumpingClock, type JumpingClock } from '../../../support/jumping-clock.ts';
import { memorySecrets } from '../../../support/memory-secrets.ts';
import { startTokenServer, type TokenServer } from '../../../support/token-server.ts';

describe('Events of one environment that share a token', () => {
  let tokens: TokenServer;
  let pools: ConnectionPools;
  let store: TokenStore;
  let clock: JumpingClock;
  let run: FencedRun;

  beforeEach(async () => {
    tokens = await startTokenServer();
    pools = connectionPools();
    store = memoryTokenStore();
    clock = jumpingClock();
    run = startRun('run', clock.now() + 3_600_000, clock);
  });
  afterEach(async () => {
    run.end();
    await pools.destroy();
    await tokens.close();
  });

  function environment() {
    const secrets = memorySecrets({ crm: { clientId: 'me', clientSecret: 'shh-very-secret' } });
    const credential = oauthClientCredentials({ secret: 'crm', tokenUrl: tokens.url });
    const source = environmentCredentials(store, secrets, { pools, clock });
    const asker = { run, correlationId: 'c-1' };
    return {
      current: () => source.current(credential, asker),
      renewed: (refused: Awaited<ReturnType<typeof source.current>>) =>
        source.renewed(credential, refused, asker),
    };
  }

  it('do not get the refused token again because another event asks for the current one', async () => {
    const refused = await environment().current();
    const { current, renewed } = environment();
    const { read } = store;
    const isRead = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    store.read = async (name) => {
      isRead.resolve();
      await answer.promise;
      return read(name);
    };
    const asking = current();
    await isRead.promise;
    const renewing = renewed(refused);
    answer.resolve();
    expect((await asking).headers).toEqual({ authorization: 'Bearer access-1' });
    expect((await renewing)?.headers).toEqual({ authorization: 'Bearer access-2' });
  });

  it('make one request for a token even if many need it at once', async () => {
    const { current, renewed } = environment();
    const [refused] = await Promise.all([current(), current(), current()]);
    expect(tokens.issued).toBe(1);
    const newer = await Promise.all([renewed(refused), renewed(refused)]);
    expect(newer.map((one) => one?.version)).toEqual(['v1/2', 'v1/2']);
    expect(tokens.issued).toBe(2);
  });

  it('count the lifetime of a token from its request, even if the response is slow', async () => {
    tokens.misbehave(({ response }) => {
      clock.jumpTo(clock.now() + 8_000);
      const answer = { access_token: 'slow', token_type: 'Bearer', expires_in: 60 };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    const requestedAt = clock.now();
    const { current } = environment();
    await current();
    const { token } = (await store.read('crm')) ?? {};
    expect(token?.expiresAt).toBeLessThan(requestedAt + 60_000 + 5_000);
    expect((token?.expiresAt ?? 0) - (token?.obtainedAt ?? 0)).toBe(60_000);
  });
});
