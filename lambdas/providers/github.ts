import type { Provider } from '../verification/provider.ts';
import { body, prefixed } from '../verification/scheme.ts';
import { header } from '../verification/source.ts';

/** Source: @octokit/webhooks-methods 6.0.0; docs.github.com/webhooks/using-webhooks. */
export const github: Provider = {
  id: 'github',
  name: 'GitHub',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'utf8',
    signature: {
      from: header('x-hub-signature-256'),
      syntax: prefixed('sha256='),
      encoding: 'hex',
    },
    message: [body],
  },
  eventId: [header('x-github-delivery')],
  eventType: [header('x-github-event')],
  redelivery: { changes: [] },
  patienceMs: 10_000,
  retryWindowHours: 72,
  ownHeaders: ['x-github-*'],
  confidence: { signature: 'A', delivery: 'B' },
  quirks: [
    'Neither the delivery id, the event name nor a time is signed: a captured body passes verification under a new id.',
    'With the content type `application/x-www-form-urlencoded`, the JSON is in the form field `payload`; the handler gets the JSON either way.',
    'GitHub does not retry by itself; a redelivery by hand keeps its id, so it is a duplicate here.',
    'A new webhook sends a signed `ping` event; it is an event like others.',
  ],
};
