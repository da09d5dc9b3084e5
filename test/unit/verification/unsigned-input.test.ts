import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../../lambdas/providers/catalog.ts';
import { genericHmac } from '../../../lambdas/providers/generic-hmac.ts';
import { genericToken } from '../../../lambdas/providers/generic-token.ts';
import type { Attempt } from '../../../lambdas/verification/attempt.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { body, signedHeader, url } from '../../../lambdas/verification/scheme.ts';
import { form, header, json } from '../../../lambdas/verification/source.ts';
import { verifyWebhook, type Verdict } from '../../../lambdas/verification/verify-webhook.ts';
import type { WebhookRequest } from '../../../lambdas/verification/webhook-request.ts';
import { sampleJson, signedSample, urlOf } from '../../support/signed-sample.ts';

const byQuery = [{ in: 'query', name: 'id' }] as const;
const message = { sortedForm: [url, { part: 'sorted-form' }] } as const;

const providers: readonly (readonly [string, Provider])[] = [
  ...catalog.map((provider) => [provider.id, provider] as const),
  ['hmac, id in a header', genericHmac({ eventId: [header('x-id')] })],
  ['hmac, id in a header or the body', genericHmac({ eventId: [header('x-id'), json('id')] })],
  ['hmac, id in the body or a header', genericHmac({ eventId: [json('nothing'), header('x-id')] })],
  [
    'hmac, id in a signed header',
    genericHmac({ eventId: [header('x-id')], message: [signedHeader('x-id'), '.', body] }),
  ],
  [
    'hmac, id next to the body',
    genericHmac({ eventId: [header('x-id')], message: [signedHeader('x-id'), body] }),
  ],
  ['hmac, id in the query', genericHmac({ eventId: byQuery })],
  ['hmac, id in a signed query', genericHmac({ eventId: byQuery, message: [url, '\n', body] })],
  ['hmac, id in a query next to the body', genericHmac({ eventId: byQuery, message: [url, body] })],
  ['hmac, URL and body', genericHmac({ message: [url, body] })],
  [
    'hmac, sorted form',
    genericHmac({ eventId: [form('id')], eventType: [form('type')], message: message.sortedForm }),
  ],
  ['hmac, id in a form', genericHmac({ eventId: [form('id')], eventType: [form('type')] })],
  ['hmac, type in a header', genericHmac({ eventType: [header('x-type')] })],
  [
    'hmac, type in a header or the body',
    genericHmac({ eventType: [header('x-type'), json('type')] }),
  ],
  ['hmac, no id', genericHmac({ eventId: [] })],
  ['token, id in a header', genericToken({ eventId: [header('x-id')] })],
  ['token in the query', genericToken({ token: { in: 'query', name: 'token' } })],
];

const jsonBody = Buffer.from(JSON.stringify(sampleJson));
const formBody = Buffer.from(
  'id=evt_1&type=order.paid&MessageStatus=sent&trigger_id=1.2&command=%2Fgo',
);
const formType = { 'content-type': 'application/x-www-form-urlencoded' };
const originals: readonly Partial<WebhookRequest>[] = [
  { body: jsonBody },
  { body: jsonBody, query: 'id=evt_1&a=b' },
  { body: formBody, headers: formType },
  { body: formBody, headers: formType, query: 'id=evt_1' },
  { body: Buffer.from(`payload=${encodeURIComponent(jsonBody.toString())}`), headers: formType },
  { body: Buffer.from('no JSON') },
  { body: Buffer.alloc(0), query: 'id=evt_1&type=x' },
];

const contentTypes = [
  'application/json',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded +json',
  'application/x-www-form-urlencoded;+json',
  'application/x-www-form-urlencoded\t;charset=utf-8',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json, application/x-www-form-urlencoded',
  '',
];

const names = [
  ...['content-type', 'content-encoding', 'content-length', 'transfer-encoding', 'host', 'x-other'],
  ...['x-id', 'x-type', 'x-github-event', 'x-github-delivery', 'x-shopify-topic', 'shopify-topic'],
  ...[
    'x-shopify-event-id',
    'x-shopify-webhook-id',
    'linear-event',
    'linear-delivery',
    'webhook-id',
  ],
  ...[
    'svix-id',
    'svix-timestamp',
    'webhook-timestamp',
    'i-twilio-idempotency-token',
    'x-signature',
  ],
];
const value = fc.oneof(
  fc.constantFrom(...contentTypes, 'gzip', 'br', 'deflate', 'identity', 'evt_2', 'order.refunded'),
  fc.string({ maxLength: 20 }),
);

type Change = (request: WebhookRequest) => WebhookRequest;

const headerChange: fc.Arbitrary<Change> = fc
  .tuple(fc.constantFrom(...names), fc.constantFrom('set', 'remove', 'twice'), value)
  .map(([name, how, text]) => ({ headers, ...request }) => {
    const { [name]: old, ...rest } = headers;
    if (how === 'remove') return { ...request, headers: rest };
    const changed = how === 'twice' && old !== undefined ? `${old}, ${text}` : text;
    return { ...request, headers: { ...rest, [name]: changed } };
  });
const methodChange: fc.Arbitrary<Change> = fc
  .constantFrom('POST', 'GET', 'PUT', 'HEAD')
  .map((method) => (request) => ({ ...request, method }));
const queryChange: fc.Arbitrary<Change> = fc
  .constantFrom('', 'id=evt_2', 'type=x', 'id=evt_1&id=evt_2', 'a=b')
  .map((query) => (request) => ({ ...request, query }));

/** Bytes may move between URL and body if both are signed without a separator. */
const borderChange: fc.Arbitrary<Change> = fc
  .integer({ min: -20, max: 20 })
  .map((moved) => (request) => {
    const text = `${request.query === '' ? '' : `?${request.query}`}${request.body.toString('latin1')}`;
    const at = (request.query === '' ? 0 : request.query.length + 1) + moved;
    const head = text.slice(0, Math.max(0, at));
    if (head !== '' && !head.startsWith('?')) return request;
    const rest = Buffer.from(text.slice(head.length), 'latin1');
    return { ...request, query: head.slice(1), body: rest };
  });
const formChange: fc.Arbitrary<Change> = fc
  .constantFrom<(fields: [string, string][]) => [string, string][]>(
    (fields) => fields.toReversed(),
    (fields) => [...fields, ...fields.slice(0, 1)],
    (fields) => [
      [
        [...fields]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .flat()
          .join(''),
        '',
      ],
    ],
  )
  .map((respell) => (request) => {
    if (request.headers['content-type'] !== formType['content-type']) return request;
    const fields = [...new URLSearchParams(request.body.toString())] as [string, string][];
    return { ...request, body: Buffer.from(new URLSearchParams(respell(fields)).toString()) };
  });

describe.each(providers)('unsigned parts of a request of %s', (_name, provider) => {
  it('change neither id nor type, or the event is refused or bound to the signed content', () => {
    const changes = fc.array(
      fc.oneof(headerChange, headerChange, methodChange, queryChange, borderChange, formChange),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...originals), changes, (original, steps) => {
        const attempt = signed(provider, original);
        const before = attempt && verifyWebhook(provider, attempt);
        fc.pre(attempt !== undefined && before?.kind === 'verified');
        const request = steps.reduce((changed, step) => step(changed), attempt.request);
        const after = verifyWebhook(provider, { ...attempt, request, url: urlOf(request) });
        // An empty HEAD is a probe: it gets a fixed answer and never becomes an event.
        if (after.kind === 'answer' && request.method === 'HEAD') {
          expect(request.body).toHaveLength(0);
          return;
        }
        expectSameEvent(before, after, provider);
      }),
      { numRuns: 400 },
    );
  });
});

function signed(provider: Provider, changes: Partial<WebhookRequest>): Attempt | undefined {
  try {
    return signedSample(provider, changes);
  } catch (error) {
    // Schemes that sign forms cannot sign everything.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function expectSameEvent(
  before: Extract<Verdict, { kind: 'verified' }>,
  after: Verdict,
  { scheme }: Provider,
): void {
  if (after.kind === 'rejected') return;
  expect(after.kind).toBe('verified');
  if (after.kind !== 'verified') return;
  if (!before.idUnsigned) {
    const { eventId, type, idUnsigned } = before;
    expect(after).toMatchObject({ eventId, type, idUnsigned });
    return;
  }
  expect(after.idUnsigned).toBe(true);
  if (scheme.kind === 'token') return;
  expect(after.binding?.signedSha256).toBe(before.binding?.signedSha256);
  if (after.eventId === before.eventId && after.type !== before.type) {
    expect(after.binding?.type).toBe(after.type);
  }
}
