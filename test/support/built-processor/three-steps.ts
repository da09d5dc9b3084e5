import { z } from 'zod/mini';
import { defineIntegration } from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import { requiredEnvironment } from '../../../lambdas/runtime/environment.ts';

const url = requiredEnvironment('UPSTREAM_URL');
const common = {
  // Twice in a run, and more than a machine that is busy with other tests needs for an answer.
  timeouts: { connectMs: 1_500, readMs: 1_500, totalMs: 2_000 },
  retry: { baseMs: 100, capMs: 500 },
  breaker: { probe: '/status', openMs: 300, longestOpenMs: 600 },
  headers: { 'x-environment': requiredEnvironment('ENVIRONMENT') },
};
const keyed = defineUpstream({
  ...{ ...common, name: 'keyed', baseUrl: `${url}/keyed` },
  idempotency: { header: 'Idempotency-Key' },
});
const looked = defineUpstream({
  ...{ ...common, name: 'looked', baseUrl: `${url}/looked`, idempotency: 'lookup' },
});
const plain = defineUpstream({ ...common, name: 'plain', baseUrl: `${url}/plain` });

const Order = z.object({ id: z.string() });

/** One step at an upstream that knows keys, one at one that can be asked, one at one that can neither. */
export const threeSteps = defineIntegration({
  name: 'orders',
  provider: 'stripe',
  upstreams: { keyed, looked, plain },
  limits: { timeoutSeconds: 6, maxAttempts: 12 },
  async handle(_event, { keyed, looked, plain, webhook: { eventId: event } }) {
    const json = (reference: string) => ({ event, reference });
    await keyed.post('/orders', {
      step: 'keyed',
      json,
      response: Order,
      undo: ({ id }) => ({ method: 'DELETE', path: '/orders/{id}', params: { id } }),
    });
    await looked.post('/orders', {
      step: 'looked',
      json,
      response: Order,
      settlesWithinSeconds: 1,
      async lookup(upstream, reference) {
        const found = await upstream.get('/orders', {
          query: { reference },
          response: z.array(Order),
        });
        return found[0];
      },
      undo: ({ id }) => ({ method: 'DELETE', path: '/orders/{id}', params: { id } }),
    });
    await plain.post('/orders', { step: 'plain', json, response: Order });
  },
});
