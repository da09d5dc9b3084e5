import type { Provider } from '../verification/provider.ts';
import { bare } from '../verification/scheme.ts';
import { form, header } from '../verification/source.ts';

/** Source: twilio 6.2.0, `lib/webhooks/webhooks.js`; twilio.com/docs/usage/security. */
export const twilio: Provider = {
  id: 'twilio',
  name: 'Twilio',
  scheme: {
    kind: 'hmac',
    digest: 'sha1',
    key: 'utf8',
    signature: { from: header('x-twilio-signature'), syntax: bare, encoding: 'base64' },
    message: [{ part: 'url', ignoresPort: true }, { part: 'sorted-form' }],
    bodyHash: { query: 'bodySHA256', digest: 'sha256', encoding: 'hex' },
  },
  eventId: [header('i-twilio-idempotency-token')],
  eventType: [form('MessageStatus'), form('SmsStatus'), form('CallStatus')],
  methods: ['POST', 'GET'],
  // JSON; a form is bounded to 64 KB. The longest documented text is a chat message of 32 KB.
  maxBodyBytes: 262_144,
  accepted: { status: 200, contentType: 'text/xml', body: '<Response></Response>' },
  patienceMs: 15_000,
  retryWindowHours: 1,
  ownHeaders: ['i-twilio-*'],
  confidence: { signature: 'A', delivery: 'C' },
  quirks: [
    'Bound to the URL as it is written in the Twilio console, query included: set the base URL of the stage to that host.',
    'The id comes from a header that is not signed; without it the event gets a minted id.',
    'Twilio signs the URL and the sorted names and values of the form, as one text without separators. Requests with the same signature may therefore differ: `a=bc` or `ab=c`; the order of fields; a field sent once or twice; `%68i` or `hi`; fields in the form or the same text at the end of the query; GET or POST if there is no form.',
    'All requests with the same signature count as one body: `replaySuspected` recognizes each of them.',
    'No time is signed: a captured request verifies for ever.',
    'The answer is empty TwiML: a call or message that needs instructions needs an endpoint of your own.',
  ],
};
