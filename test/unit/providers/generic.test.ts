import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { catalog, resolveProvider } from '../../../lambdas/providers/catalog.ts';
import { genericHmac } from '../../../lambdas/providers/generic-hmac.ts';
import { genericToken } from '../../../lambdas/providers/generic-token.ts';
import { mutations } from '../../support/mutations.ts';
import { body, signedHeader, timestamp } from '../../../lambdas/verification/scheme.ts';
import { verifyWebhook } from '../../../lambdas/verification/verify-webhook.ts';
import { sampleNow, sampleUrl, signedSample } from '../../support/signed-sample.ts';

function attempt(headers: Record<string, string>, text: string, query = '') {
  const request = { method: 'POST', path: '/', query, headers, body: Buffer.from(text) };
  return { request, secrets: ['a secret'], url: sampleUrl, now: sampleNow };
}

describe('generic-hmac', () => {
  const text = '{"id":"evt_1","type":"paid"}';
  const hmac = (digest: string, message: string) => createHmac(digest, 'a secret').update(message);

  it('by default reads SHA-256 in hex from x-signature, id and type from the body', () => {
    const headers = { 'x-signature': hmac('sha256', text).digest('hex') };
    expect(verifyWebhook(resolveProvider('generic-hmac'), attempt(headers, text))).toEqual({
      kind: 'verified',
      secretIndex: 0,
      eventId: 'evt_1',
      type: 'paid',
      idUnsigned: false,
    });
  });

  it.each([
    ['sha1', 'base64'],
    ['sha256', 'base64url'],
    ['sha512', 'hex'],
  ] as const)('takes %s in %s after a prefix of your own', (digest, encoding) => {
    const provider = genericHmac({ digest, encoding, prefix: 'sig:', header: 'x-mac' });
    const headers = { 'x-mac': `sig:${hmac(digest, text).digest(encoding)}` };
    expect(verifyWebhook(provider, attempt(headers, text))).toMatchObject({ kind: 'verified' });
  });

  it.each(['hex', 'hex-upper'] as const)('accepts %s in either case', (encoding) => {
    const hex = hmac('sha256', text).digest('hex');
    const provider = genericHmac({ encoding });
    for (const signature of [hex, hex.toUpperCase()]) {
      const signed = attempt({ 'x-signature': signature }, text);
      expect(verifyWebhook(provider, signed)).toMatchObject({ kind: 'verified' });
    }
  });

  const template = genericHmac({
    message: ['v1:', signedHeader('x-id'), ':', timestamp, ':', body, ':end'],
    timestamp: { in: 'header', name: 'x-time', unit: 'ms', toleranceSeconds: 60 },
  });

  it('takes a template of your own', () => {
    const signature = hmac('sha256', `v1:7:${sampleNow}:${text}:end`).digest('hex');
    const headers = { 'x-id': '7', 'x-time': String(sampleNow), 'x-signature': signature };
    expect(verifyWebhook(template, attempt(headers, text))).toMatchObject({ kind: 'verified' });
  });

  const { scheme } = template;
  const cases = mutations.flatMap(({ name, apply }) => {
    const signed = signedSample(template, { headers: { 'x-id': '7' } });
    const mutated = scheme.kind === 'hmac' ? apply(signed, scheme) : undefined;
    return mutated === undefined ? [] : [{ name, mutated }];
  });

  it.each(cases)('refuses it where $name', ({ mutated }) => {
    expect(verifyWebhook(template, mutated)).toMatchObject({ kind: 'rejected' });
  });

  it('does not take a prefix and a syntax', () => {
    const both = { prefix: 'v1=', syntax: { form: 'bare' } } as const;
    expect(() => genericHmac(both)).toThrow('give a prefix or a syntax; got both');
  });
});

describe('generic-token', () => {
  const basic = genericToken({
    token: { in: 'header', name: 'authorization', prefix: 'Basic ', encoding: 'base64' },
  });
  const inQuery = genericToken({ token: { in: 'query', name: 'token' } });
  const bearer = resolveProvider('generic-token');
  const encoded = Buffer.from('a secret').toString('base64');

  it.each([
    ['a bearer token, the default', bearer, { authorization: 'Bearer a secret' }, ''],
    ['Basic credentials', basic, { authorization: `Basic ${encoded}` }, ''],
    ['a query parameter', inQuery, {}, 'x=1&token=a+secret'],
    ['a query parameter in another spelling', inQuery, {}, 'to%6Ben=a%20secret&x'],
    ['a scheme in lower case', bearer, { authorization: 'bearer a secret' }, ''],
    ['a scheme in upper case', bearer, { authorization: 'BEARER a secret' }, ''],
    ['two spaces after the scheme', bearer, { authorization: 'Bearer  a secret' }, ''],
    ['spaces around the header', bearer, { authorization: ' Bearer a secret ' }, ''],
    ['Basic in lower case', basic, { authorization: `basic ${encoded}` }, ''],
  ] as const)('takes %s', (_what, provider, headers, query) => {
    expect(verifyWebhook(provider, attempt(headers, '{"id":"1"}', query))).toMatchObject({
      kind: 'verified',
      eventId: '1',
      idUnsigned: true,
    });
  });

  it.each([
    ['no token', bearer, {}, '', 'missing-header'],
    ['an empty one', bearer, { authorization: '' }, '', 'missing-header'],
    ['no scheme', bearer, { authorization: 'a secret' }, '', 'wrong-signature'],
    ['another scheme', bearer, { authorization: 'Basic a secret' }, '', 'wrong-signature'],
    ['another case', bearer, { authorization: 'Bearer A SECRET' }, '', 'wrong-signature'],
    ['a shorter one', bearer, { authorization: 'Bearer a secre' }, '', 'wrong-signature'],
    ['a longer one', bearer, { authorization: 'Bearer a secrets' }, '', 'wrong-signature'],
    ['a scheme that runs on', bearer, { authorization: 'Bearera secret' }, '', 'wrong-signature'],
    ['a tab for the space', bearer, { authorization: 'Bearer\ta secret' }, '', 'wrong-signature'],
    [
      'it twice',
      bearer,
      { authorization: 'Bearer a secret,Bearer a secret' },
      '',
      'wrong-signature',
    ],
    ['it in plain text', basic, { authorization: 'Basic a secret' }, '', 'wrong-signature'],
    ['it in the query', bearer, {}, 'authorization=Bearer+a+secret', 'missing-header'],
    ['it in a header', inQuery, { token: 'a secret' }, '', 'missing-header'],
    ['two in the query', inQuery, {}, 'token=a+secret&token=a+secret', 'missing-header'],
    ['more than it can be', bearer, { authorization: 'x'.repeat(4_097) }, '', 'malformed-header'],
  ] as const)('refuses %s', (_what, provider, headers, query, reason) => {
    const verdict = verifyWebhook(provider, attempt(headers, '{}', query));
    expect(verdict).toEqual({ kind: 'rejected', reason });
  });
});

describe('the catalog', () => {
  it('has each id once', () => {
    const ids = catalog.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says what it has where it is asked for what it has not', () => {
    expect(() => resolveProvider('strype')).toThrow(/stripe, github.*got "strype"/);
  });
});
