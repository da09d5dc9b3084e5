import { fileURLToPath } from 'node:url';
import {
  defineIntegration,
  type Integration,
} from '../../../lambdas/contract/define-integration.ts';
import { genericHmac } from '../../../lambdas/providers/generic-hmac.ts';
import type { ProviderChoice } from '../../../lambdas/providers/provider-choice.ts';
import { header } from '../../../lambdas/verification/source.ts';
import { demoLimits } from './demo-limits.ts';
import { linearIssues } from './linear-issues.ts';
import { outageIntegration, outageOrders } from './outage-orders.ts';
import { stripeOrders } from './stripe-orders.ts';

/** No code of their own: what their providers send goes on to the demo upstream. */
const forwards: Readonly<Record<string, ProviderChoice>> = {
  'github-forward': 'github',
  'shopify-forward': 'shopify',
  'slack-forward': 'slack',
  'standard-forward': 'standard-webhooks',
  'twilio-forward': 'twilio',
  'zoom-forward': 'zoom',
  'token-forward': 'generic-token',
  'binary-forward': genericHmac({
    id: 'own-hmac',
    eventId: [header('x-event-id')],
    ownHeaders: ['x-event-id'],
  }),
};

/** Of this file, which is deployed. */
export const demoModule = fileURLToPath(import.meta.url);

export const demoIntegrationNames = [
  'stripe-orders',
  'linear-issues',
  outageIntegration,
  ...Object.keys(forwards),
];

/** One of the demo's integrations, with the demo upstream behind it. */
export function define(name: string, upstreamUrl: string): Integration {
  if (name === 'stripe-orders') return stripeOrders(upstreamUrl);
  if (name === 'linear-issues') return linearIssues();
  if (name === outageIntegration) return outageOrders(upstreamUrl);
  const provider = forwards[name];
  if (provider === undefined) throw new TypeError(`The demo has no integration "${name}".`);
  return defineIntegration({
    name,
    provider,
    forward: `${upstreamUrl}/${name}`,
    limits: demoLimits,
  });
}
