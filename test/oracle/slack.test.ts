import { describe, expect, it } from '@jest/globals';
import { slack } from '../../lambdas/providers/slack.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { slackSdk } from '../support/official-sdks/slack.ts';
import { sampleUrl, signedSample } from '../support/signed-sample.ts';

const sdkAccepts = {
  'it was signed too far in the future': 'it looks at the past only',
};
describeOracle(slack, slackSdk, { sdkAccepts });
describeOracle(slack, slackSdk, {
  sdkAccepts,
  of: 'a slash command',
  request: {
    body: Buffer.from('command=%2Fdeploy&text=main+branch&trigger_id=13345224609.738474920'),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
});

describe("the vector in Slack's documentation", () => {
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  const attempt = {
    request: {
      method: 'POST',
      path: '/',
      query: '',
      body: Buffer.from(body),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': '1531420618',
        'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      },
    },
    secrets: ['8f742231b10e8888abcd99yyyzzz85a5'],
    url: sampleUrl,
    now: 1_531_420_618_000,
  };

  it('verifies, at its time', () => {
    expect(verifyWebhook(slack, attempt)).toEqual({
      kind: 'verified',
      secretIndex: 0,
      eventId: '398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
      type: '/webhook-collect',
      idUnsigned: false,
    });
  });
});

describe('url_verification', () => {
  const verification = (challenge: string) =>
    signedSample(slack, {
      body: Buffer.from(JSON.stringify({ token: 't', challenge, type: 'url_verification' })),
    });

  it('is answered with its challenge', () => {
    const challenge = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';
    expect(verifyWebhook(slack, verification(challenge))).toEqual({
      kind: 'answer',
      why: 'handshake',
      answer: {
        status: 200,
        contentType: 'application/json',
        body: JSON.stringify({ challenge }),
      },
    });
  });

  it('is not answered unless it is signed', () => {
    const attempt = { ...verification('abc'), secrets: ['another'] };
    expect(verifyWebhook(slack, attempt)).toEqual({ kind: 'rejected', reason: 'wrong-signature' });
  });

  it('does not echo what could be markup', () => {
    expect(verifyWebhook(slack, verification('<script>'))).toEqual({
      kind: 'rejected',
      reason: 'malformed-handshake',
    });
  });
});

describe('ssl_check', () => {
  const check = (body: string) => ({
    ...signedSample(slack),
    request: {
      method: 'POST',
      path: '/',
      query: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(body),
    },
  });

  it('is answered with an empty 200 although Slack does not sign it', () => {
    expect(verifyWebhook(slack, check('ssl_check=1&token=t'))).toEqual({
      kind: 'answer',
      why: 'handshake',
      answer: { status: 200 },
    });
  });

  it('is answered as a GET, too, which never becomes an event', () => {
    const { request, ...attempt } = signedSample(slack, {
      method: 'GET',
      query: 'ssl_check=1&token=t',
      body: Buffer.alloc(0),
    });
    const unsigned = { ...request, headers: {} };
    expect(verifyWebhook(slack, { ...attempt, request: unsigned })).toMatchObject({
      kind: 'answer',
      answer: { status: 200 },
    });
    expect(verifyWebhook(slack, { ...attempt, request })).toMatchObject({ kind: 'rejected' });
  });

  it('is not an event even if it is signed', () => {
    const { request, ...attempt } = signedSample(slack, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from('ssl_check=1&token=t'),
    });
    expect(verifyWebhook(slack, { ...attempt, request })).toMatchObject({ kind: 'answer' });
  });

  it('is not looked for in bodies bigger than it can be', () => {
    const body = `ssl_check=1&token=${'t'.repeat(3_000)}`;
    expect(verifyWebhook(slack, check(body))).toEqual({
      kind: 'rejected',
      reason: 'missing-header',
    });
  });
});
