import type { Provider } from '../verification/provider.ts';
import { bare, body } from '../verification/scheme.ts';
import { header } from '../verification/source.ts';

/** Source: @shopify/shopify-api 13.1.0, `lib/webhooks/validate`; shopify.dev/docs/apps/build/webhooks. */
export const shopify: Provider = {
  id: 'shopify',
  name: 'Shopify',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'utf8',
    signature: {
      from: header('x-shopify-hmac-sha256', 'shopify-hmac-sha256'),
      syntax: bare,
      encoding: 'base64',
    },
    message: [body],
  },
  eventId: [header('x-shopify-webhook-id', 'shopify-webhook-id')],
  eventType: [header('x-shopify-topic', 'shopify-topic')],
  patienceMs: 5_000,
  retryWindowHours: 24,
  ownHeaders: ['x-shopify-*', 'shopify-*'],
  confidence: { signature: 'A', delivery: 'C' },
  quirks: [
    'Neither the webhook id nor a time is signed: a captured body verifies again under a new id.',
    "A test notification from a shop's admin is signed with another secret and is refused.",
    'The key is the client secret of the app; webhooks made in the admin have a secret of their shop.',
  ],
};
