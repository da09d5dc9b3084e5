import type { Provider } from '../verification/provider.ts';
import { bare, body, url } from '../verification/scheme.ts';
import { header, json } from '../verification/source.ts';

/** Source: square 46.0.0, `wrapper/WebhooksHelper.js`; developer.squareup.com/docs/webhooks. */
export const square: Provider = {
  id: 'square',
  name: 'Square',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'utf8',
    signature: {
      from: header('x-square-hmacsha256-signature'),
      syntax: bare,
      encoding: 'base64',
    },
    message: [url, body],
  },
  eventId: [json('event_id')],
  eventType: [json('type')],
  redelivery: { changes: [header('square-retry-number'), header('square-retry-reason')] },
  patienceMs: 10_000,
  retryWindowHours: 72,
  ownHeaders: ['square-*'],
  confidence: { signature: 'A', delivery: 'B' },
  quirks: [
    'Bound to the URL as it is written in the Square console, byte for byte: set the base URL of the stage to that host.',
    'No time is signed: a captured request verifies for ever.',
  ],
};
