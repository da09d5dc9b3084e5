import type { Provider } from '../verification/provider.ts';
import { body, signedHeader, timestamp } from '../verification/scheme.ts';
import { header, json } from '../verification/source.ts';

/** Source: svix 1.99.1, `dist/webhook.js`; docs.svix.com/receiving. */
export const svix: Provider = {
  id: 'svix',
  name: 'Svix, and senders built on it',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'whsec',
    signature: {
      from: header('svix-signature', 'webhook-signature'),
      syntax: { form: 'versions', version: 'v1' },
      encoding: 'base64',
    },
    message: [signedHeader('svix-id', 'webhook-id'), '.', timestamp, '.', body],
    timestamp: {
      in: 'header',
      name: 'svix-timestamp',
      alias: 'webhook-timestamp',
      unit: 's',
      toleranceSeconds: 300,
    },
  },
  eventId: [header('svix-id', 'webhook-id')],
  eventType: [json('type')],
  redelivery: { changes: [] },
  patienceMs: 15_000,
  retryWindowHours: 28,
  ownHeaders: ['svix-id', 'svix-timestamp', 'webhook-id', 'webhook-timestamp'],
  confidence: { signature: 'A', delivery: 'B' },
  quirks: ['Headers may be spelled `svix-*` or `webhook-*`; where both come, `svix-*` counts.'],
};
