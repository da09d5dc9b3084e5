import { describe, expect, it } from '@jest/globals';
import { genericToken } from '../../../lambdas/providers/generic-token.ts';
import { linear } from '../../../lambdas/providers/linear.ts';
import { slack } from '../../../lambdas/providers/slack.ts';
import { standardWebhooks } from '../../../lambdas/providers/standard-webhooks.ts';
import { stripe } from '../../../lambdas/providers/stripe.ts';
import type { Attempt } from '../../../lambdas/verification/attempt.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { isOurFault, rejectionReasons } from '../../../lambdas/verification/rejection.ts';
import { verifyWebhook } from '../../../lambdas/verification/verify-webhook.ts';
import { sampleNow, signedSample } from '../../support/signed-sample.ts';

function reasonOf(provider: Provider, attempt: Attempt): string {
  const verdict = verifyWebhook(provider, attempt);
  return verdict.kind === 'rejected' ? verdict.reason : verdict.kind;
}

function withHeaders(attempt: Attempt, headers: Record<string, string | undefined>): Attempt {
  const all = { ...attempt.request.headers, ...headers } as Record<string, string>;
  return { ...attempt, request: { ...attempt.request, headers: all } };
}

const zeros = '0'.repeat(64);

describe('the reason', () => {
  const attempt = signedSample(stripe);
  const header = (text: string | undefined) => withHeaders(attempt, { 'stripe-signature': text });
  const stamp = Math.floor(sampleNow / 1_000);

  it.each([
    ['unsupported-method', { ...attempt, request: { ...attempt.request, method: 'PUT' } }],
    ['missing-header', header(undefined)],
    ['missing-header', header('')],
    ['malformed-header', header('nonsense')],
    ['malformed-header', header(`t=${stamp}`)],
    ['malformed-header', header(`v1=${zeros}`)],
    ['malformed-header', header(`t=,v1=${zeros}`)],
    ['malformed-header', header(`t=1e9,v1=${zeros}`)],
    ['malformed-header', header(`t=-${stamp},v1=${zeros}`)],
    ['malformed-header', header(`t=${stamp},v1=${zeros}0`)],
    ['malformed-header', header(`t=${stamp}${`,v1=${zeros}`.repeat(65)}`)],
    ['malformed-header', header(`t=${stamp},v1=${zeros},x=${'y'.repeat(10_240)}`)],
    ['stale', header(`t=${stamp - 301},v1=${zeros}`)],
    ['in-the-future', header(`t=${stamp + 301},v1=${zeros}`)],
    ['wrong-signature', header(`t=${stamp},v1=${zeros}`)],
    ['wrong-signature', header(`t=${stamp}${`,v1=${zeros}`.repeat(64)}`)],
    ['no-secret', { ...attempt, secrets: [] }],
  ])('is %s', (reason, changed) => {
    expect(reasonOf(stripe, changed)).toBe(reason);
  });

  it('is missing-header where a signed header is missing', () => {
    const signed = signedSample(standardWebhooks);
    expect(reasonOf(standardWebhooks, withHeaders(signed, { 'webhook-id': undefined }))).toBe(
      'missing-header',
    );
  });

  it('is missing-header where the prototype of all objects has something of that name', () => {
    const odd: Provider = {
      ...slack,
      scheme: { ...slack.scheme, message: [{ part: 'header', name: 'constructor' }, 'x'] } as never,
    };
    expect(() => reasonOf(odd, signedSample(slack))).toThrow('covers the body');
    const named = JSON.parse(JSON.stringify(slack).replaceAll('x-slack-signature', 'constructor'));
    expect(reasonOf(named, signedSample(slack))).toBe('missing-header');
  });

  it.each([
    ['is not there', {}],
    ['is no number', { webhookTimestamp: 'soon' }],
    ['is hidden in a list', [{ webhookTimestamp: sampleNow }]],
  ])('is malformed-body where a timestamp in the signed body %s', (_how, body) => {
    const signed = signedSample(linear, { body: Buffer.from(JSON.stringify(body)) });
    expect(reasonOf(linear, signed)).toBe('malformed-body');
  });

  it('is stale or in-the-future by a timestamp in the signed body, too', () => {
    const signed = signedSample(linear);
    expect(reasonOf(linear, { ...signed, now: sampleNow + 60_000 })).toBe('verified');
    expect(reasonOf(linear, { ...signed, now: sampleNow + 60_001 })).toBe('stale');
    expect(reasonOf(linear, { ...signed, now: sampleNow - 60_001 })).toBe('in-the-future');
  });
});

describe('a secret', () => {
  const signed = signedSample(standardWebhooks);
  const [whsec = ''] = signed.secrets;

  it.each([whsec, `v1,${whsec}`, whsec.slice('whsec_'.length), whsec.replaceAll('=', '')])(
    'is read in every form that providers show: %s',
    (secret) => {
      expect(reasonOf(standardWebhooks, { ...signed, secrets: [secret] })).toBe('verified');
    },
  );

  it.each([stripe, genericToken()])('of one or two characters is never one of $id', (provider) => {
    for (const secret of ['x', 'xy', ' x ']) {
      const attempt = { ...signedSample(provider), secrets: [secret] };
      expect(reasonOf(provider, attempt)).toBe('unusable-secret');
    }
  });
});

describe('a secret that is none for its provider', () => {
  const attempt = signedSample(standardWebhooks);
  const [good = ''] = attempt.secrets;

  it.each(['', ' ', 'whsec_', 'whsec_not base64!', 'whsec_YQ', `${good}\n`, 'a'.repeat(4_097)])(
    'is our fault, not the provider’s: "%s"',
    (secret) => {
      expect(reasonOf(standardWebhooks, { ...attempt, secrets: [secret] })).toBe('unusable-secret');
      expect(isOurFault('unusable-secret')).toBe(true);
    },
  );

  it('does not keep another one from matching', () => {
    const secrets = ['not base64!', good];
    expect(verifyWebhook(standardWebhooks, { ...attempt, secrets })).toMatchObject({
      kind: 'verified',
      secretIndex: 1,
    });
  });

  it('is not blamed for a request that could not verify under any secret', () => {
    const stale = { ...attempt, secrets: ['not base64!'], now: sampleNow + 400_000 };
    expect(reasonOf(standardWebhooks, stale)).toBe('stale');
  });
});

it('only faults of ours are ours', () => {
  expect(rejectionReasons.filter(isOurFault)).toEqual(['no-secret', 'unusable-secret']);
});
