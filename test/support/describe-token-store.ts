import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defineUpstream } from '../../lambdas/contract/define-upstream.ts';
import { oauthClientCredentials } from '../../lambdas/contract/credentials.ts';
import { connectionPools, type ConnectionPools } from '../../lambdas/upstream/connection-pools.ts';
import type { TokenStore } from '../../lambdas/upstream/credentials/token-record.ts';
import { createUpstreamClients } from '../../lambdas/upstream/create-upstream-clients.ts';
import { environmentCredentials } from './fleet.ts';
import { memorySecrets } from './memory-secrets.ts';
import { startTokenServer, type TokenServer } from './token-server.ts';
import { callContext } from './upstream-context.ts';
import { startUpstream, type UpstreamServer } from './upstream-server.ts';
import { webhook } from './webhook.ts';

const environments = 20;

/** What a fleet relies on, whatever keeps its tokens. */
export function describeSharedTokens(name: string, newStore: () => TokenStore): void {
  describe(`Twenty environments that share tokens in ${name}`, () => {
    let tokens: TokenServer;
    let api: UpstreamServer;
    let pools: ConnectionPools;
    beforeEach(async () => {
      tokens = await startTokenServer();
      pools = connectionPools();
      api = await startUpstream(({ request, response }) => {
        const status = tokens.accepts(request.headers.authorization) ? 200 : 401;
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      });
    });
    afterEach(async () => {
      await pools.destroy();
      await Promise.all([tokens.close(), api.close()]);
    });

    it('get one token together, and one more each time that all meet a 401 at once', async () => {
      const store = newStore();
      const secrets = memorySecrets({
        'crm-oauth': { clientId: 'me', clientSecret: 'shh-very-secret' },
      });
      const crm = defineUpstream({
        name: 'crm',
        baseUrl: api.url,
        credential: oauthClientCredentials({ secret: 'crm-oauth', tokenUrl: tokens.url }),
      });
      const contexts = Array.from({ length: environments }, (_, index) =>
        callContext({
          webhook: webhook({ eventId: `evt_${index}` }),
          credentials: environmentCredentials(store, secrets, { pools }),
        }),
      );
      const callAll = () =>
        Promise.all(
          contexts.map((one) => createUpstreamClients({ crm }, one).clients.crm.get('/me')),
        );

      await expect(callAll()).resolves.toHaveLength(environments);
      expect(tokens.issued).toBe(1);

      for (const issued of [2, 3]) {
        tokens.revoke();
        await expect(callAll()).resolves.toHaveLength(environments);
        expect(tokens.issued).toBe(issued);
      }
      for (const one of contexts) one.end();
    });
  });
}
