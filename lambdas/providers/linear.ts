import type { Provider } from '../verification/provider.ts';
import { bare, body } from '../verification/scheme.ts';
import { header, json } from '../verification/source.ts';

/** Source: @linear/sdk 98.0.0, `dist/webhooks`; linear.app/developers/webhooks. */
export const linear: Provider = {
  id: 'linear',
  name: 'Linear',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'utf8',
    signature: { from: header('linear-signature'), syntax: bare, encoding: 'hex' },
    message: [body],
    timestamp: { in: 'json', path: ['webhookTimestamp'], unit: 'ms', toleranceSeconds: 60 },
  },
  eventId: [header('linear-delivery')],
  eventType: [json('type'), header('linear-event')],
  redelivery: { changes: [json('webhookTimestamp'), header('linear-timestamp')] },
  patienceMs: 5_000,
  retryWindowHours: 7,
  ownHeaders: ['linear-delivery', 'linear-event', 'linear-timestamp'],
  confidence: { signature: 'A', delivery: 'D' },
  quirks: [
    'The delivery id is not signed: a captured body verifies under a new id for a minute.',
    'A retry keeps the delivery id and changes `webhookTimestamp` in the body, which is ignored when bodies are compared.',
    'The timestamp that counts is `webhookTimestamp` in the signed body, not the header.',
  ],
};
