import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  defineIntegration,
  type Integration,
} from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';

/** Of this file, which is deployed. */
export const module = fileURLToPath(import.meta.url);

/** One for each file of tests, so that they can run side by side. */
export const names = [
  'once',
  'exact-bytes',
  'killed-before',
  'killed-after',
  'refused',
  'buggy',
  'on-the-dashboard',
];

/** Short, because a killed run's message comes back after six times this. */
const limits = { timeoutSeconds: 5, maxAttempts: 2 };

export function define(name: string, upstreamUrl: string): Integration {
  switch (name) {
    case 'exact-bytes':
      return hashBytes(name, upstreamUrl);
    case 'buggy':
    case 'on-the-dashboard':
      return defineIntegration({
        name,
        provider: 'standard-webhooks',
        limits,
        handle() {
          return Promise.reject(new TypeError('order.lines is not iterable'));
        },
      });
    default:
      return defineIntegration({
        name,
        provider: 'standard-webhooks',
        forward: `${upstreamUrl}/${name}`,
        limits,
      });
  }
}

/** Tells its upstream what bytes it got. */
function hashBytes(name: string, upstreamUrl: string): Integration {
  const witness = defineUpstream({
    name: 'witness',
    baseUrl: `${upstreamUrl}/${name}`,
    idempotency: { header: 'Idempotency-Key' },
  });
  return defineIntegration({
    name,
    provider: 'standard-webhooks',
    upstreams: { witness },
    limits: { timeoutSeconds: 30 },
    async handle(_event, { witness, webhook }) {
      const sha256 = createHash('sha256').update(webhook.body).digest('hex');
      await witness.post('/bodies', {
        step: 'testify',
        json: { event: webhook.eventId, sha256, bytes: webhook.body.length },
        expect: 'nothing',
      });
    },
  });
}
