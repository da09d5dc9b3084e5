import type { Provider } from '../verification/provider.ts';
import { bare, body, timestamp } from '../verification/scheme.ts';
import { header, json } from '../verification/source.ts';

/** Source: discord-interactions 4.4.0; docs.discord.com/developers/events/webhook-events. */
export const discord: Provider = {
  id: 'discord',
  name: 'Discord',
  scheme: {
    kind: 'ed25519',
    key: 'hex',
    signature: { from: header('x-signature-ed25519'), syntax: bare, encoding: 'hex' },
    message: [timestamp, body],
    // Discord names no window. This one covers its ten minutes of retries, fresh signature or not.
    timestamp: { in: 'header', name: 'x-signature-timestamp', unit: 's', toleranceSeconds: 900 },
  },
  eventId: [json('id')],
  eventType: [json('event', 'type'), json('type')],
  handshakes: [
    {
      when: [
        { source: json('type'), equals: 1 },
        { source: json('event', 'type'), absent: true },
      ],
      proof: 'signature',
      reply: {
        kind: 'fixed',
        answer: { status: 200, contentType: 'application/json', body: '{"type":1}' },
      },
    },
    {
      when: [{ source: json('type'), equals: 0 }],
      proof: 'signature',
      reply: { kind: 'fixed', answer: { status: 204, contentType: 'application/json' } },
    },
  ],
  accepted: { status: 204, contentType: 'application/json' },
  patienceMs: 3_000,
  retryWindowHours: 1,
  confidence: { signature: 'A', delivery: 'B' },
  quirks: [
    'The "secret" is the public key of the application, in hex.',
    "Webhook events have no id: Discord's own retries cannot be recognised. Interactions have one.",
    'Interactions are acknowledged with 204: answer them through the REST API within 15 minutes.',
    'Discord sends wrong signatures on purpose and takes the URL away unless it gets 401.',
  ],
};
