import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { github } from '../../lambdas/providers/github.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { githubSdk } from '../support/official-sdks/github.ts';
import { sampleNow, sampleUrl } from '../support/signed-sample.ts';

describeOracle(github, githubSdk);
describeOracle(github, githubSdk, {
  of: 'a form body',
  request: {
    body: Buffer.from('payload=%7B%22action%22%3A%22opened%22%7D'),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
});

describe("the vector in GitHub's documentation", () => {
  it('verifies', () => {
    const signature = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const request = {
      method: 'POST',
      path: '/',
      query: '',
      body: Buffer.from('Hello, World!'),
      headers: {
        'x-hub-signature-256': `sha256=${signature}`,
        'x-github-event': 'push',
        'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      },
    };
    const secrets = ["It's a Secret to Everybody"];
    expect(verifyWebhook(github, { request, secrets, url: sampleUrl, now: sampleNow })).toEqual({
      kind: 'verified',
      secretIndex: 0,
      eventId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      type: 'push',
      idUnsigned: true,
      binding: {
        signedSha256: createHash('sha256').update('Hello, World!').digest('hex'),
        contentSha256: createHash('sha256').update('Hello, World!').digest('hex'),
        type: 'push',
      },
    });
  });
});
