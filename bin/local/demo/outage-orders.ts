import {
  defineIntegration,
  type Integration,
} from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import { demoLimits } from './demo-limits.ts';

export const outageIntegration = 'outage-orders';
export const outageUpstream = 'warehouse';

/** Fifteen times quicker than the default: minutes of an outage stand for an hour of one. */
export const outageTimes = { openMs: 2_000, longestOpenMs: 20_000 } as const;

/** Each event becomes one order at an upstream that the scenario takes down. */
export function outageOrders(upstreamUrl: string): Integration {
  const warehouse = defineUpstream({
    name: outageUpstream,
    baseUrl: `${upstreamUrl}/${outageIntegration}`,
    idempotency: { header: 'Idempotency-Key' },
    breaker: outageTimes,
  });
  return defineIntegration({
    name: outageIntegration,
    provider: 'standard-webhooks',
    upstreams: { warehouse },
    limits: demoLimits,
    async handle(_event, { warehouse, webhook }) {
      await warehouse.post('/orders', { step: 'create-order', json: { event: webhook.eventId } });
    },
  });
}
