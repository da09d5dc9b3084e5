import { fileURLToPath } from 'node:url';
import { defineIntegration, type Integration } from '../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../lambdas/contract/define-upstream.ts';

/** Of this file, which is deployed. */
export const module = fileURLToPath(import.meta.url);

export const integrationName = 'orders';
export const upstreamName = 'shop';
export const names = [integrationName];

/** Thirty times quicker than the default: an outage of seconds stands for one of minutes. */
export const breakerTimes = { openMs: 1_000, longestOpenMs: 4_000 } as const;

/** Bytes of the note that each order carries, so that a slow line is felt. */
const noteBytes = 2_000;

/** Each event becomes one order at an upstream that is reached through Toxiproxy. */
export function define(name: string, upstreamUrl: string): Integration {
  const shop = defineUpstream({
    name: upstreamName,
    baseUrl: upstreamUrl,
    timeouts: { connectMs: 1_000, readMs: 1_500, totalMs: 4_000 },
    idempotency: { header: 'Idempotency-Key' },
    breaker: breakerTimes,
  });
  return defineIntegration({
    name,
    provider: 'standard-webhooks',
    upstreams: { shop },
    limits: { timeoutSeconds: 20 },
    async handle(_event, { shop, webhook }) {
      await shop.post('/orders', {
        step: 'create-order',
        json: { event: webhook.eventId, note: '-'.repeat(noteBytes) },
      });
    },
  });
}
