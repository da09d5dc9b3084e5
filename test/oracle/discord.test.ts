import { describe, expect, it } from '@jest/globals';
import { InteractionResponseType, InteractionType } from 'discord-interactions';
import { discord } from '../../lambdas/providers/discord.ts';
import { describeOracle } from '../support/describe-oracle.ts';
import { verifyWebhook } from '../../lambdas/verification/verify-webhook.ts';
import { discordSdk } from '../support/official-sdks/discord.ts';
import { sampleSecret, signedSample } from '../support/signed-sample.ts';

describeOracle(discord, discordSdk, {
  sdkAccepts: {
    'it was signed too long ago': 'it has no window',
    'it was signed too far in the future': 'it has no window',
  },
});

describe('PING', () => {
  const sent = (body: object) =>
    verifyWebhook(discord, signedSample(discord, { body: Buffer.from(JSON.stringify(body)) }));

  it('of interactions is answered with PONG', () => {
    expect(sent({ id: '1', type: 1 })).toEqual({
      kind: 'answer',
      why: 'handshake',
      answer: { status: 200, contentType: 'application/json', body: '{"type":1}' },
    });
    expect(InteractionType.PING).toBe(1);
    expect(InteractionResponseType.PONG).toBe(1);
  });

  it('of webhook events is answered with 204', () => {
    expect(sent({ version: 1, application_id: '1', type: 0 })).toMatchObject({
      kind: 'answer',
      answer: { status: 204 },
    });
  });

  it('is not what a webhook event of type 1 is', () => {
    const event = { type: 'APPLICATION_AUTHORIZED', timestamp: '2026-01-01T00:00:00Z', data: {} };
    expect(sent({ version: 1, type: 1, event })).toMatchObject({
      kind: 'verified',
      secretIndex: 0,
      eventId: undefined,
      type: 'APPLICATION_AUTHORIZED',
      idUnsigned: true,
    });
  });

  it('is not answered under a wrong signature', () => {
    const attempt = signedSample(discord, { body: Buffer.from('{"type":1}') });
    const secrets = [sampleSecret(discord, 8).accepted];
    expect(verifyWebhook(discord, { ...attempt, secrets })).toMatchObject({ kind: 'rejected' });
  });
});
