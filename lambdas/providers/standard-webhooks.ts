import type { Provider } from '../verification/provider.ts';
import { body, signedHeader, timestamp } from '../verification/scheme.ts';
import { header, json } from '../verification/source.ts';

/** Source: standardwebhooks 1.1.1; the specification at standardwebhooks.com. */
export const standardWebhooks: Provider = {
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'whsec',
    signature: {
      from: header('webhook-signature'),
      syntax: { form: 'versions', version: 'v1' },
      encoding: 'base64',
    },
    message: [signedHeader('webhook-id'), '.', timestamp, '.', body],
    timestamp: { in: 'header', name: 'webhook-timestamp', unit: 's', toleranceSeconds: 300 },
  },
  eventId: [header('webhook-id')],
  eventType: [json('type')],
  redelivery: { changes: [] },
  patienceMs: 15_000,
  retryWindowHours: 76,
  ownHeaders: ['webhook-id', 'webhook-timestamp'],
  confidence: { signature: 'A', delivery: 'B' },
  quirks: ['Of the versions only `v1` (a shared secret) is read; `v1a` (a public key) is skipped.'],
};
