import { describe, expect, it } from '@jest/globals';
import { linear } from '../../lambdas/providers/linear.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { linearSdk } from '../support/official-sdks/linear.ts';
import { sampleNow, signedSample } from '../support/signed-sample.ts';

describeOracle(linear, linearSdk);

describe('a timestamp in the signed body', () => {
  it.each([
    ['a float', sampleNow + 0.5],
    ['text', String(sampleNow)],
    ['text with a fraction', `${sampleNow}.25`],
    ['text between spaces', ` ${sampleNow} `],
  ])('is read where it is %s', (_how, webhookTimestamp) => {
    const body = Buffer.from(JSON.stringify({ webhookTimestamp }));
    const attempt = signedSample(linear, { body });
    expect(verifyWebhook(linear, attempt)).toMatchObject({ kind: 'verified' });
    expect(verifyWebhook(linear, { ...attempt, now: sampleNow + 62_000 })).toMatchObject({
      reason: 'stale',
    });
  });
});
