import type { Provider } from '../verification/provider.ts';
import { body, timestamp } from '../verification/scheme.ts';
import { header, json } from '../verification/source.ts';

/** Source: stripe 23.1.0, `esm/Webhooks.js`; docs.stripe.com/webhooks. */
export const stripe: Provider = {
  id: 'stripe',
  name: 'Stripe',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'utf8',
    signature: {
      from: header('stripe-signature'),
      syntax: { form: 'pairs', separator: ',', signatureKey: 'v1', timestampKey: 't' },
      encoding: 'hex',
    },
    message: [timestamp, '.', body],
    timestamp: { in: 'signature', unit: 's', toleranceSeconds: 300 },
  },
  eventId: [json('id')],
  eventType: [json('type')],
  redelivery: { changes: [json('pending_webhooks')] },
  patienceMs: 10_000,
  retryWindowHours: 72,
  confidence: { signature: 'A', delivery: 'C' },
  quirks: [
    'The whole `whsec_…` text is the key; it is not base64 here.',
    'Connect endpoints have a secret of their own: make them an integration of their own.',
    'The SDK lets timestamps from the future pass; here they are refused.',
  ],
};
