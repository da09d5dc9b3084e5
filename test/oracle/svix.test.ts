import { describe, expect, it } from '@jest/globals';
import { standardWebhooks } from '../../lambdas/providers/standard-webhooks.ts';
import { svix } from '../../lambdas/providers/svix.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { svixSdk } from '../support/official-sdks/svix.ts';
import { signedSample } from '../support/signed-sample.ts';

describeOracle(svix, svixSdk, {
  sdkAccepts: {
    'the timestamp header came twice': 'it reads the digits at the beginning and signs those',
  },
});

describe('headers spelled webhook-*', () => {
  const attempt = signedSample(standardWebhooks);

  it('are read too', () => {
    expect(verifyWebhook(svix, attempt)).toMatchObject({ eventId: 'evt_1', idUnsigned: false });
  });

  it('do not lend their signature to an id spelled svix-id', () => {
    const headers = { ...attempt.request.headers, 'svix-id': 'evt_2' };
    const mixed = { ...attempt, request: { ...attempt.request, headers } };
    expect(verifyWebhook(svix, mixed)).toEqual({ kind: 'rejected', reason: 'wrong-signature' });
  });
});
