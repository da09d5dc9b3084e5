import { oauthClientCredentials } from '../../../lambdas/contract/credentials.ts';
import { defineIntegration } from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import { requiredEnvironment } from '../../../lambdas/runtime/environment.ts';

const api = defineUpstream({
  name: 'api',
  baseUrl: requiredEnvironment('UPSTREAM_URL'),
  headers: { 'x-environment': requiredEnvironment('ENVIRONMENT') },
  credential: oauthClientCredentials({
    secret: 'api-oauth',
    tokenUrl: requiredEnvironment('TOKEN_URL'),
  }),
  idempotency: 'lookup',
});

/** Each event is one call with an access token. */
export const oneRead = defineIntegration({
  name: 'orders',
  provider: 'stripe',
  upstreams: { api },
  async handle(_event, { api }) {
    await api.get('/me');
  },
});
