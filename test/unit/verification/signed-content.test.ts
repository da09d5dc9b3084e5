import { describe, expect, it } from '@jest/globals';
import { catalog } from '../../../lambdas/providers/catalog.ts';
import { genericHmac } from '../../../lambdas/providers/generic-hmac.ts';
import { genericToken } from '../../../lambdas/providers/generic-token.ts';
import { linear } from '../../../lambdas/providers/linear.ts';
import { shopify } from '../../../lambdas/providers/shopify.ts';
import { twilio } from '../../../lambdas/providers/twilio.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { header } from '../../../lambdas/verification/source.ts';
import { verifyWebhook } from '../../../lambdas/verification/verify-webhook.ts';
import type { WebhookRequest } from '../../../lambdas/verification/webhook-request.ts';
import { sampleJson, sampleNow, signedSample, urlOf } from '../../support/signed-sample.ts';

function verified(
  provider: Provider,
  changes: Partial<WebhookRequest>,
  resent: Partial<WebhookRequest> = {},
) {
  const attempt = signedSample(provider, changes);
  const request = {
    ...attempt.request,
    ...resent,
    headers: { ...attempt.request.headers, ...resent.headers },
  };
  const verdict = verifyWebhook(provider, { ...attempt, request, url: urlOf(request) });
  if (verdict.kind !== 'verified') throw new Error(`Not verified: ${JSON.stringify(verdict)}`);
  return verdict;
}

describe('Twilio', () => {
  const captured = {
    body: Buffer.from('AccountSid=AC1&Body=hi&From=%2B15550001'),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  };
  const spelled = (text: string) => ({ body: Buffer.from(text) });

  it.each<[string, Partial<WebhookRequest>]>([
    ['fields in another order', spelled('From=%2B15550001&Body=hi&AccountSid=AC1')],
    ['an escape that is not needed', spelled('AccountSid=AC1&Body=%68i&From=%2B15550001')],
    ['a field that comes twice', spelled('AccountSid=AC1&Body=hi&From=%2B15550001&Body=hi')],
    ['all fields merged into one name', spelled('AccountSidAC1BodyhiFrom%2B15550001=')],
    ['another border between name and value', spelled('AccountSi=dAC1&Body=hi&From=%2B15550001')],
    [
      'another content type',
      { headers: { 'content-type': 'application/x-www-form-urlencoded;x=y' } },
    ],
  ])('has one signature for %s, so it is one body', (_how, resent) => {
    const before = verified(twilio, captured);
    const after = verified(twilio, captured, resent);
    expect(after).toMatchObject({ eventId: before.eventId, idUnsigned: true });
    expect(after.binding?.signedSha256).toBe(before.binding?.signedSha256);
  });

  it.each<[string, Partial<WebhookRequest>]>([
    ['in the form instead of the query', { query: 'a=1', body: Buffer.from('Body=hi') }],
    ['by GET instead of POST', { method: 'GET', query: 'a=1Bodyhi', body: Buffer.alloc(0) }],
    ['in the query alone', { query: 'a=1Bodyhi', body: Buffer.alloc(0) }],
  ])('signs the same text where it comes %s', (_how, resent) => {
    const original = { ...captured, query: 'a=1', body: Buffer.from('Body=hi') };
    const after = verified(twilio, original, resent);
    expect(after.binding?.signedSha256).toBe(verified(twilio, original).binding?.signedSha256);
  });

  it('has another hash for another text', () => {
    const other = verified(twilio, {
      ...captured,
      ...spelled('AccountSid=AC1&Body=ho&From=%2B15550001'),
    });
    expect(other.binding?.signedSha256).not.toBe(verified(twilio, captured).binding?.signedSha256);
  });
});

describe('a retry', () => {
  const payload = (changes: object) => Buffer.from(JSON.stringify({ ...sampleJson, ...changes }));

  it('of Linear is the same event although its body has another time', () => {
    const first = verified(linear, { body: payload({ n: 1 }) });
    const again = verified(linear, {
      body: payload({ n: 1, webhookTimestamp: sampleNow + 1_000 }),
    });
    const other = verified(linear, { body: payload({ n: 2 }) });
    expect(again.eventId).toBe(first.eventId);
    expect(again.binding?.contentSha256).toBe(first.binding?.contentSha256);
    expect(other.binding?.contentSha256).not.toBe(first.binding?.contentSha256);
    expect(again.binding?.signedSha256).not.toBe(first.binding?.signedSha256);
  });

  it('is compared by all digits, even those that a number would round', () => {
    const of = (digits: string) =>
      verified(linear, {
        body: Buffer.from(`{"n":${digits},"webhookTimestamp":${String(sampleNow)}}`),
      });
    expect(of('9007199254740993').binding).not.toEqual(of('9007199254740992').binding);
  });

  it('of a sender with a token is identified by its id alone', () => {
    const first = verified(genericToken(), { body: payload({ n: 1 }) });
    const again = verified(genericToken(), { body: payload({ n: 2 }) });
    expect(again.eventId).toBe(first.eventId);
    expect([first.binding?.contentSha256, again.binding?.contentSha256]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is another event if the id is not signed and nothing is known about retries', () => {
    const unknown = genericHmac({ eventId: [header('x-id')] });
    const first = verified(unknown, { body: payload({ n: 1 }) });
    expect(first.binding).toMatchObject({ otherContent: 'own-event' });
    expect(verified(unknown, { body: payload({ n: 1 }) }).binding).toEqual(first.binding);
    expect(verified(unknown, { body: payload({ n: 2 }) }).binding).not.toEqual(first.binding);
  });

  it('is refused if retries are known to change nothing and the body differs', () => {
    const known = genericHmac({ eventId: [header('x-id')], redelivery: { changes: [] } });
    const first = verified(known, { body: payload({ n: 1 }) });
    const other = verified(known, { body: payload({ n: 2 }) });
    expect(other.eventId).toBe(first.eventId);
    expect(other.binding?.contentSha256).not.toBe(first.binding?.contentSha256);
  });
});

describe('Shopify', () => {
  const delivery = (webhook: string, event: string, topic = 'orders/create') => ({
    headers: {
      'x-shopify-webhook-id': webhook,
      'x-shopify-event-id': event,
      'x-shopify-topic': topic,
    },
  });

  function eventIdOf(changes: ReturnType<typeof delivery>): string | undefined {
    return verified(shopify, {}, changes).eventId;
  }

  it('identifies an event by event id and topic, for any subscription', () => {
    const first = eventIdOf(delivery('w1', 'e1'));
    expect(first).toBe('e1:orders/create');
    expect(eventIdOf(delivery('w2', 'e1'))).toBe(first);
    expect(eventIdOf(delivery('w1', 'e2'))).not.toBe(first);
    expect(eventIdOf(delivery('w3', 'e1', 'orders/paid'))).not.toBe(first);
  });

  it('falls back to the webhook id', () => {
    const { 'x-shopify-event-id': _none, ...headers } = delivery('w1', '').headers;
    expect(verified(shopify, {}, { headers }).eventId).toBe('w1');
  });
});

describe('the Content-Type of a captured request', () => {
  it.each(catalog.map((provider) => [provider.id, provider] as const))(
    'of %s takes neither id nor type away',
    (_id, provider) => {
      const { eventId, type } = verified(provider, {});
      for (const contentType of ['application/x-www-form-urlencoded +json', 'text/plain', '']) {
        const resent = { headers: { 'content-type': contentType } };
        if (provider.id === 'twilio') continue;
        expect(verified(provider, {}, resent)).toMatchObject({ eventId, type });
      }
    },
  );
});

it('is the hash of the body alone if only the body is signed, as in older records', () => {
  const hmac = genericHmac({ eventId: [header('x-id')], redelivery: { changes: [] } });
  const { binding } = verified(hmac, { body: Buffer.from('body') });
  expect(binding?.signedSha256).toBe(
    '230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5',
  );
});
