import { describe, expect, it } from '@jest/globals';
import { zoom } from '../../lambdas/providers/zoom.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { zoomAnswer, zoomSdk } from '../support/official-sdks/zoom.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { signedSample } from '../support/signed-sample.ts';

describeOracle(zoom, zoomSdk, {
  sdkAccepts: {
    'the body ends in a newline more': 'it signs what it makes of the parsed body',
    'it was signed too long ago': 'it has no window',
    'it was signed too far in the future': 'it has no window',
  },
});

describe('endpoint.url_validation', () => {
  const validation = (plainToken: unknown) =>
    signedSample(zoom, {
      body: Buffer.from(
        JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken }, event_ts: 1 }),
      ),
    });

  it('is answered as the package answers it', async () => {
    const attempt = validation('qgg8vlvZRS6UYooatFL8Aw');
    const theirs = await zoomAnswer(attempt);
    const ours = verifyWebhook(zoom, attempt);
    expect(theirs.statusCode).toBe(200);
    expect(ours).toMatchObject({ kind: 'answer', answer: { status: 200 } });
    const body = ours.kind === 'answer' ? ours.answer.body : undefined;
    expect(JSON.parse(body ?? '')).toEqual(JSON.parse(theirs.body));
  });

  it('is answered under the secret that signed it', () => {
    const attempt = validation('qgg8vlvZRS6UYooatFL8Aw');
    const secrets = ['the new one', ...attempt.secrets];
    expect(verifyWebhook(zoom, { ...attempt, secrets })).toEqual(verifyWebhook(zoom, attempt));
  });

  it('is not answered under a wrong signature', () => {
    const attempt = { ...validation('qgg8vlvZRS6UYooatFL8Aw'), secrets: ['another'] };
    expect(verifyWebhook(zoom, attempt)).toEqual({ kind: 'rejected', reason: 'wrong-signature' });
  });

  it.each([
    ['the message of an event', 'v0:1767323045:{"event":"meeting.started"}'],
    ['a colon', 'v0:1767323045:'],
    ['nothing', ''],
    ['a line break at its end', 'abc\n'],
    ['too long a text', 'a'.repeat(257)],
    ['a number', 5],
  ])('does not sign %s', (_what, plainToken) => {
    expect(verifyWebhook(zoom, validation(plainToken))).toEqual({
      kind: 'rejected',
      reason: 'malformed-handshake',
    });
  });
});
