import type { Provider } from '../verification/provider.ts';
import { bare, body } from '../verification/scheme.ts';
import { header, joined } from '../verification/source.ts';

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
  // An event id is "shared across all deliveries produced by the same merchant action" and tells duplicates
  // (shopify.dev: webhooks/delivery-structure, webhooks/ignore-duplicates). One action can have several topics,
  // so the topic is part of the identity. The newer Events (`shopify-*`) use the webhook id for this purpose.
  eventId: [
    joined(header('x-shopify-event-id'), header('x-shopify-topic')),
    header('x-shopify-webhook-id', 'shopify-webhook-id'),
  ],
  eventType: [header('x-shopify-topic', 'shopify-topic')],
  patienceMs: 5_000,
  retryWindowHours: 24,
  ownHeaders: ['x-shopify-*', 'shopify-*'],
  confidence: { signature: 'A', delivery: 'C' },
  quirks: [
    'Neither an id nor a time is signed: a captured body passes verification under a new id.',
    '`X-Shopify-Event-Id` and the topic identify an event, so two subscriptions to one topic cause one effect if their bodies are equal; with other fields or another API version each is an event of its own. Deliveries without that header are identified by their webhook id.',
    'Two topics of one action can have the same body: with `replaySuspected: "refuse"` the second one is refused.',
    "A test notification from a shop's admin is signed with another secret and is refused.",
    'The key is the client secret of the app; webhooks made in the admin have a secret of their shop.',
  ],
};
