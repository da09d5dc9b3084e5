import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../../lambdas/providers/catalog.ts';
import { genericHmac } from '../../../lambdas/providers/generic-hmac.ts';
import { github } from '../../../lambdas/providers/github.ts';
import { slack } from '../../../lambdas/providers/slack.ts';
import { twilio } from '../../../lambdas/providers/twilio.ts';
import { platformMaxBodyBytes } from '../../../lambdas/verification/bounds.ts';
import { isTooDeep } from '../../../lambdas/verification/json-depth.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { verifyWebhook } from '../../../lambdas/verification/verify-webhook.ts';
import { signedSample } from '../../support/signed-sample.ts';

const formType = { 'content-type': 'application/x-www-form-urlencoded' };

function formOf(fields: number, valueChars: number): Buffer {
  const value = (index: number) => String(index).padStart(valueChars, 'x');
  return Buffer.from(Array.from({ length: fields }, (_, index) => `a=${value(index)}`).join('&'));
}

function verdictOn(provider: Provider, body: Buffer, headers: Record<string, string> = {}) {
  return verifyWebhook(provider, signedSample(provider, { body, headers }));
}

function unsignedVerdictOn(provider: Provider, body: Buffer, headers: Record<string, string>) {
  const { request, ...attempt } = signedSample(provider, { body: Buffer.from('a=1'), headers });
  return verifyWebhook(provider, { ...attempt, request: { ...request, body } });
}

describe('A form', () => {
  it.each([twilio, slack])('of 1,000 fields is accepted from $id', (provider) => {
    expect(verdictOn(provider, formOf(1_000, 6), formType)).toMatchObject({ kind: 'verified' });
  });

  it('of 1,001 fields is refused after the signature is verified', () => {
    expect(verdictOn(slack, formOf(1_001, 6), formType)).toEqual({
      kind: 'rejected',
      reason: 'too-many-fields',
    });
  });

  it.each([
    ['1,001 short fields', formOf(1_001, 6)],
    ['one name with 3,000 values', formOf(3_000, 12)],
  ])('is refused before it is parsed where its fields are signed: %s', (_what, body) => {
    expect(unsignedVerdictOn(twilio, body, formType)).toEqual({
      kind: 'rejected',
      reason: 'too-many-fields',
    });
  });

  it('of 64 KB is refused where its fields are signed, and a byte less is accepted', () => {
    const form = (bytes: number) => Buffer.from(`a=${'x'.repeat(bytes - 2)}`);
    expect(unsignedVerdictOn(twilio, form(65_536), formType)).toEqual({
      kind: 'rejected',
      reason: 'body-too-large',
    });
    expect(verdictOn(twilio, form(65_535), formType)).toMatchObject({ kind: 'verified' });
    expect(verdictOn(slack, form(200_000), formType)).toMatchObject({ kind: 'verified' });
  });
});

describe('A JSON body', () => {
  const nested = (levels: number) => Buffer.from('['.repeat(levels) + ']'.repeat(levels));
  const provider = genericHmac();

  it('of 64 levels is accepted, and of 65 refused', () => {
    expect(verdictOn(provider, nested(64))).toMatchObject({ kind: 'verified' });
    expect(verdictOn(provider, nested(65))).toEqual({ kind: 'rejected', reason: 'too-deep' });
  });

  it('is bounded in the form field of GitHub and Slack, too', () => {
    const form = (levels: number) =>
      Buffer.from(`payload=${encodeURIComponent(nested(levels).toString())}`);
    const refusal = { kind: 'rejected', reason: 'too-deep' };
    expect(verdictOn(github, form(64), formType)).toMatchObject({ kind: 'verified' });
    expect(verdictOn(github, form(65), formType)).toEqual(refusal);
  });

  it('is as deep as its values are', () => {
    const deep = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 70 },
        fc.string(),
        fc.record({ a: tie('value') }),
        fc.array(tie('value')),
      ),
    })).value;
    const levelsOf = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Math.max(0, ...Object.values(value).map(levelsOf))
        : 0;
    fc.assert(
      fc.property(deep, fc.nat(80), (value, more) => {
        let wrapped: unknown = { '"[\\': value };
        for (let left = more; left > 0; left--) wrapped = [wrapped, '[{"'];
        const text = Buffer.from(JSON.stringify(wrapped));
        expect(isTooDeep(text)).toBe(levelsOf(wrapped) > 64);
      }),
    );
  });

  it.each(['"' + '['.repeat(99) + '"', '<a>' + '['.repeat(99), '{"a":"' + '['.repeat(99)])(
    'has no levels in its strings, and other text has none: %s',
    (text) => {
      expect(isTooDeep(Buffer.from(text))).toBe(false);
    },
  );

  it('has the same depth after a byte order mark and white space', () => {
    expect(isTooDeep(Buffer.concat([Buffer.from('\ufeff \r\n'), nested(65)]))).toBe(true);
  });
});

describe.each(catalog.map((provider) => [provider.id, provider] as const))(
  'A request of %s',
  (_id, provider) => {
    const max = provider.maxBodyBytes ?? platformMaxBodyBytes;

    it('is refused by its size before its signature is checked', () => {
      const { request, ...attempt } = signedSample(provider);
      const big = { ...request, body: Buffer.alloc(max + 1, 'x') };
      const longQuery = { ...request, query: 'a'.repeat(10_241) };
      const refusal = { kind: 'rejected', reason: 'body-too-large' };
      expect(verifyWebhook(provider, { ...attempt, request: big })).toEqual(refusal);
      expect(verifyWebhook(provider, { ...attempt, request: longQuery })).toEqual(refusal);
    });
  },
);
