import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { localClientConfig } from '../../bin/local/local-aws.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { stageNames } from '../../lib/names.ts';
import { builtWorld, type BuiltWorld } from '../support/built-processor/built-world.ts';
import { testEndpointUrl } from '../support/local-tables.ts';
import { startTokenServer, type TokenServer } from '../support/token-server.ts';
import { startUpstream, type Exchange, type UpstreamServer } from '../support/upstream-server.ts';

const environments = 20;
const secrets = new SecretsManagerClient(localClientConfig(testEndpointUrl()));

let built: BuiltWorld;
let tokens: TokenServer;
let api: UpstreamServer;
let secretName: string;
/** Who shall be answered 401, when all environments have come. */
const refused: Exchange[] = [];

beforeAll(async () => {
  built = await builtWorld('one-read.ts', 'oneRead');
  secretName = `${stageNames(built.world.stage).upstreamSecretPrefix}api-oauth`;
  const SecretString = JSON.stringify({ clientId: 'me', clientSecret: 'a-very-secret-secret' });
  await secrets.send(new CreateSecretCommand({ Name: secretName, SecretString }));
  tokens = await startTokenServer();
  api = await startUpstream((exchange) => {
    if (tokens.accepts(exchange.request.headers.authorization)) return answer(exchange, 200);
    refused.push(exchange);
    const callers = new Set(refused.map(({ request }) => request.headers['x-environment']));
    if (callers.size < environments) return;
    for (const waiting of refused.splice(0)) answer(waiting, 401);
  });
});
afterAll(async () => {
  await built.remove();
  await Promise.all([api.close(), tokens.close()]);
  await secrets.send(
    new DeleteSecretCommand({ SecretId: secretName, ForceDeleteWithoutRecovery: true }),
  );
});

function answer({ response }: Exchange, status: number): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
}

/** As many events as there are environments; where they are refused, each environment gets one. */
async function round(name: string): Promise<void> {
  const ids = Array.from({ length: environments }, (_, index) => `${name}-${index}`);
  await built.send(ids);
  for (;;) {
    const places = [...(await built.places(ids)).values()];
    if (places.every((place) => place === 'done')) return;
    expect(places.filter((place) => place !== 'queue' && place !== 'done')).toEqual([]);
    await clock.sleep(250);
  }
}

describe('Twenty environments of the built processor', () => {
  it('make one token request each time that all of them meet a 401 at once', async () => {
    const urls = { UPSTREAM_URL: api.url, TOKEN_URL: tokens.url };
    built.startFleet({ size: environments, batchSize: 1, timeoutMs: 30_000 }, urls);
    await round('first');
    expect(tokens.requests).toHaveLength(1);
    for (const requests of [2, 3]) {
      tokens.revoke();
      await round(`revoked-${requests}`);
      expect(tokens.requests).toHaveLength(requests);
    }
  }, 90_000);
});
