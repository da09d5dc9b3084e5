import type { Provider } from '../verification/provider.ts';
import { body, timestamp } from '../verification/scheme.ts';
import { header, json } from '../verification/source.ts';

/** Source: @paddle/paddle-node-sdk 3.10.0, `webhooks-validator.js`; developer.paddle.com/webhooks. */
export const paddle: Provider = {
  id: 'paddle',
  name: 'Paddle Billing',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'utf8',
    signature: {
      from: header('paddle-signature'),
      syntax: { form: 'pairs', separator: ';', signatureKey: 'h1', timestampKey: 'ts' },
      encoding: 'hex',
    },
    message: [timestamp, ':', body],
    timestamp: { in: 'signature', unit: 's', toleranceSeconds: 60 },
  },
  eventId: [json('event_id')],
  eventType: [json('event_type')],
  redelivery: { changes: [json('notification_id')] },
  patienceMs: 5_000,
  retryWindowHours: 72,
  confidence: { signature: 'A', delivery: 'B' },
  quirks: [
    'The SDK allows an age of 5 seconds and any timestamp from the future; here it is 60 seconds both ways.',
    'During a rotation several `h1` come; all of them are read (the SDK reads the last).',
  ],
};
