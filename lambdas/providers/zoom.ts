import type { Provider } from '../verification/provider.ts';
import { body, prefixed, timestamp } from '../verification/scheme.ts';
import { header, json } from '../verification/source.ts';

/** Source: @zoom/rivet 0.4.0; developers.zoom.us/docs/api/webhooks. */
export const zoom: Provider = {
  id: 'zoom',
  name: 'Zoom',
  scheme: {
    kind: 'hmac',
    digest: 'sha256',
    key: 'utf8',
    signature: { from: header('x-zm-signature'), syntax: prefixed('v0='), encoding: 'hex' },
    message: ['v0:', timestamp, ':', body],
    timestamp: { in: 'header', name: 'x-zm-request-timestamp', unit: 's', toleranceSeconds: 300 },
  },
  eventType: [json('event')],
  handshakes: [
    {
      when: [{ source: json('event'), equals: 'endpoint.url_validation' }],
      proof: 'signature',
      reply: {
        kind: 'hmac',
        from: json('payload', 'plainToken'),
        textField: 'plainToken',
        hmacField: 'encryptedToken',
        digest: 'sha256',
      },
    },
  ],
  patienceMs: 3_000,
  retryWindowHours: 2,
  ownHeaders: ['x-zm-trackingid'],
  confidence: { signature: 'A', delivery: 'C' },
  quirks: [
    "Events have no id: Zoom's own retries cannot be recognized, so a handler may see one twice. A captured request that is sent again with its signed time is a suspected replay.",
    'Zoom does not retry what was answered with 4xx.',
  ],
};
