import { describe, expect, it } from '@jest/globals';
import { twilio } from '../../lambdas/providers/twilio.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { twilioSdk } from '../support/official-sdks/twilio.ts';
import { sampleNow, sampleUrl, signedSample } from '../support/signed-sample.ts';

const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' };

describeOracle(twilio, twilioSdk, {
  of: 'a form body',
  request: {
    body: Buffer.from('SmsStatus=received&Empty=&To=%2B14155550100&Body=Gr%C3%BC%C3%9Fe+%26+more'),
    headers: formHeaders,
  },
});
describeOracle(twilio, twilioSdk, { of: 'a JSON body under its hash in the URL' });

describe("the vectors of Twilio's documentation and libraries", () => {
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const request = { method: 'POST', path: '/myapp.php', query: 'foo=1&bar=2' };
  const secrets = ['12345'];

  it('verify for a form', async () => {
    const form =
      'Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309&CallSid=CA1234567890ABCDE';
    const headers = { ...formHeaders, 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' };
    const signed = { ...request, headers, body: Buffer.from(form) };
    const attempt = { request: signed, secrets, url, now: sampleNow };
    expect(verifyWebhook(twilio, attempt)).toMatchObject({ kind: 'verified' });
    expect(await twilioSdk.accepts(attempt)).toBe(true);
  });

  it('verify for JSON', async () => {
    const hash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
    const query = `foo=1&bar=2&bodySHA256=${hash}`;
    const headers = { 'x-twilio-signature': 'a9nBmqA0ju/hNViExpshrM61xv4=' };
    const body = Buffer.from('{"property": "value", "boolean": true}');
    const signed = { ...request, headers, body, query };
    const hashed = `${url}&bodySHA256=${hash}`;
    const attempt = { request: signed, secrets, url: hashed, now: sampleNow };
    expect(verifyWebhook(twilio, attempt)).toMatchObject({ kind: 'verified' });
    expect(await twilioSdk.accepts(attempt)).toBe(true);
  });
});

describe('a form', () => {
  const body = Buffer.from('B=2&A=1&A=0&A=1&C=%C3%BC');
  const attempt = signedSample(twilio, { headers: formHeaders, body });
  const withBody = (text: string, headers: Record<string, string> = {}) => {
    const all = { ...attempt.request.headers, ...headers };
    return { ...attempt, request: { ...attempt.request, headers: all, body: Buffer.from(text) } };
  };

  it.each([
    ['with its fields in another order', 'C=%C3%BC&A=1&B=2&A=0'],
    ['with its fields escaped in other ways', '%42=2&A=%31&A=0&C=ü'],
  ])('is the same %s, for the package too', async (_how, text) => {
    expect(verifyWebhook(twilio, withBody(text))).toMatchObject({ kind: 'verified' });
    expect(await twilioSdk.accepts(withBody(text))).toBe(true);
  });

  it.each([
    ['has a field more', 'B=2&A=1&A=0&C=%C3%BC&D=3'],
    ['lacks a field', 'B=2&A=1&A=0'],
    ['has an escape that is none', 'B=2&A=1&A=0&C=%C3%BC&%zz'],
    ['has bytes that are no UTF-8 in escapes', 'B=2&A=1&A=0&C=%C3'],
  ])('is refused where it %s', (_how, text) => {
    expect(verifyWebhook(twilio, withBody(text))).toMatchObject({ kind: 'rejected' });
  });

  it('is refused where its content type says that it is none: nothing would bind the body', () => {
    const json = withBody(body.toString(), { 'content-type': 'application/json' });
    expect(verifyWebhook(twilio, json)).toEqual({ kind: 'rejected', reason: 'malformed-body' });
  });
});

describe('a signature of a URL alone', () => {
  const get = signedSample(twilio, { method: 'GET', query: 'CallSid=CA1', body: Buffer.alloc(0) });

  it('verifies for a GET', () => {
    expect(verifyWebhook(twilio, get)).toMatchObject({ kind: 'verified' });
  });

  it('does not verify for a JSON body that somebody adds', () => {
    const headers = { ...get.request.headers, 'content-type': 'application/json' };
    const request = { ...get.request, method: 'POST', headers, body: Buffer.from('{"a":1}') };
    expect(verifyWebhook(twilio, { ...get, request })).toMatchObject({ kind: 'rejected' });
  });

  it('does not verify for a form whose field looks like the end of the URL', () => {
    const json = signedSample(twilio);
    const headers = { ...json.request.headers, ...formHeaders };
    const body = Buffer.from(`=${encodeURIComponent(`?${json.request.query}`)}`);
    const request = { ...json.request, query: '', headers, body };
    expect(verifyWebhook(twilio, { ...json, url: sampleUrl, request })).toEqual({
      kind: 'rejected',
      reason: 'malformed-body',
    });
  });
});

describe('the port of a URL', () => {
  const hosts = ['example.com', 'example.com:443', 'example.com:8443', '[2001:db8::1]:8443'];
  const pairs = hosts.flatMap((configured) => hosts.map((signed) => [configured, signed] as const));

  it.each(pairs)(
    '%s verifies what was signed for %s where the package does',
    async (configured, signed) => {
      const at = (host: string) => `https://${host}/webhooks/orders?a=:1`;
      const attempt = signedSample(twilio, { headers: formHeaders, body: Buffer.from('A=1') });
      const signature = await twilioSdk.sign?.({ ...attempt, url: at(signed) }, 'evt_1');
      const headers = { ...attempt.request.headers, ...signature?.headers };
      const ported = { ...attempt, url: at(configured), request: { ...attempt.request, headers } };
      const accepts = await twilioSdk.accepts(ported);
      expect(verifyWebhook(twilio, ported).kind === 'verified').toBe(accepts);
    },
  );

  it('may be there or not: its host is the same', () => {
    const verdicts = ['', ':443', ':8443'].map((port) => {
      const url = sampleUrl.replace('example.com', `example.com${port}`);
      const signed = signedSample(twilio, { headers: formHeaders, body: Buffer.from('A=1') });
      return verifyWebhook(twilio, { ...signed, url }).kind;
    });
    expect(verdicts).toEqual(['verified', 'verified', 'verified']);
  });
});
