import type { Provider } from '../verification/provider.ts';
import { body, prefixed, timestamp } from '../verification/scheme.ts';
import { form, header, json } from '../verification/source.ts';

/** Source: @slack/bolt 5.1.0, `receivers/verify-request`; api.slack.com/authentication. */
export const slack: Provider = {
  id: 'slack',
  name: 'Slack',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'utf8',
    signature: { from: header('x-slack-signature'), syntax: prefixed('v0='), encoding: 'hex' },
    message: ['v0:', timestamp, ':', body],
    timestamp: {
      in: 'header',
      name: 'x-slack-request-timestamp',
      unit: 's',
      toleranceSeconds: 300,
    },
  },
  eventId: [
    json('event_id'),
    { in: 'form-json', name: 'payload', path: ['trigger_id'] },
    form('trigger_id'),
  ],
  eventType: [
    json('event', 'type'),
    json('type'),
    { in: 'form-json', name: 'payload', path: ['type'] },
    form('command'),
  ],
  redelivery: { changes: [header('x-slack-retry-num'), header('x-slack-retry-reason')] },
  handshakes: [
    {
      when: [{ source: json('type'), equals: 'url_verification' }],
      proof: 'signature',
      reply: { kind: 'echo', from: json('challenge'), field: 'challenge' },
    },
    {
      when: [{ source: form('ssl_check'), equals: '1' }],
      proof: 'none',
      reply: { kind: 'fixed', answer: { status: 200 } },
    },
  ],
  // The certificate check of a slash command's URL: `GET ?ssl_check=1&token=…`.
  probes: [{ method: 'GET', answer: { status: 200 } }],
  patienceMs: 3_000,
  retryWindowHours: 24,
  ownHeaders: ['x-slack-retry-num', 'x-slack-retry-reason'],
  confidence: { signature: 'A', delivery: 'C' },
  quirks: [
    'Interactivity sends its JSON in the form field `payload`; the handler gets that JSON. Slash commands are fields.',
    'Slash commands and interactivity are form posts that expect an answer for the user; here they are acknowledged with an empty 200 and handled later through `response_url`.',
    'The SDK lets timestamps from the future pass; here they are refused.',
    'The `ssl_check` request, a GET or a form, is not signed; it gets an empty 200 and nothing else.',
  ],
};
