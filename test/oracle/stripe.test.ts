import { describe, expect, it } from '@jest/globals';
import { stripe } from '../../lambdas/providers/stripe.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { stripeSdk } from '../support/official-sdks/stripe.ts';
import { signedSample } from '../support/signed-sample.ts';

describeOracle(stripe, stripeSdk, {
  sdkAccepts: {
    'it was signed too far in the future': 'it looks at the past only',
  },
});

describe('while Stripe rolls a secret', () => {
  it('accepts a header with a signature of each, under either secret, as the package does', async () => {
    const attempt = signedSample(stripe);
    const old = signedSample(stripe).request.headers['stripe-signature'] ?? '';
    const [stamp, signature] = old.split(',');
    const header = `${stamp},v1=${'0'.repeat(64)},${signature},v0=${'1'.repeat(64)}`;
    const headers = { ...attempt.request.headers, 'stripe-signature': header };
    const both = { ...attempt, request: { ...attempt.request, headers } };
    expect(verifyWebhook(stripe, both)).toMatchObject({ kind: 'verified', eventId: 'evt_1' });
    expect(await stripeSdk.accepts(both)).toBe(true);
  });
});
