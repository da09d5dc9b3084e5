import { describe, expect, it } from '@jest/globals';
import { standardWebhooks } from '../../lambdas/providers/standard-webhooks.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { standardWebhooksSdk } from '../support/official-sdks/standard-webhooks.ts';
import { sampleUrl } from '../support/signed-sample.ts';

describeOracle(standardWebhooks, standardWebhooksSdk, {
  sdkAccepts: {
    'the timestamp header came twice': 'it reads the digits at the beginning and signs those',
  },
});

describe("the vector of the specification's reference libraries", () => {
  it('verifies', () => {
    const request = {
      method: 'POST',
      path: '/',
      query: '',
      body: Buffer.from('{"test": 2432232314}'),
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
    };
    const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
    const attempt = { request, secrets, url: sampleUrl, now: 1_614_265_330_000 };
    expect(verifyWebhook(standardWebhooks, attempt)).toEqual({
      kind: 'verified',
      secretIndex: 0,
      eventId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      type: 'unknown',
      idUnsigned: false,
    });
  });
});
