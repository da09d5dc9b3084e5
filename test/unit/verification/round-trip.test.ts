import { describe, expect, it } from '@jest/globals';
import { catalog } from '../../../lambdas/providers/catalog.ts';
import { verifyWebhook } from '../../../lambdas/verification/verify-webhook.ts';
import { sampleSecret, signedSample } from '../../support/signed-sample.ts';

describe.each(catalog.map((provider) => [provider.id, provider] as const))(
  '%s',
  (_id, provider) => {
    it('accepts what it signs itself', () => {
      expect(verifyWebhook(provider, signedSample(provider))).toMatchObject({
        kind: 'verified',
        secretIndex: 0,
      });
    });

    it('is the same provider after a journey through JSON', () => {
      const travelled = JSON.parse(JSON.stringify(provider));
      expect(travelled).toEqual(provider);
      expect(verifyWebhook(travelled, signedSample(provider))).toMatchObject({ kind: 'verified' });
    });

    it('says which of several secrets it was', () => {
      const attempt = signedSample(provider);
      const secrets = [sampleSecret(provider, 8).accepted, ...attempt.secrets];
      expect(verifyWebhook(provider, { ...attempt, secrets })).toMatchObject({ secretIndex: 1 });
    });

    it('refuses the same request under another secret', () => {
      const secrets = [sampleSecret(provider, 8).accepted];
      const attempt = { ...signedSample(provider), secrets };
      expect(verifyWebhook(provider, attempt)).toEqual({
        kind: 'rejected',
        reason: 'wrong-signature',
      });
    });

    it('refuses everything where there is no secret', () => {
      const attempt = { ...signedSample(provider), secrets: [] };
      expect(verifyWebhook(provider, attempt)).toEqual({ kind: 'rejected', reason: 'no-secret' });
    });

    it('tells an empty secret from a wrong signature', () => {
      const attempt = { ...signedSample(provider), secrets: [''] };
      expect(verifyWebhook(provider, attempt)).toEqual({
        kind: 'rejected',
        reason: 'unusable-secret',
      });
    });
  },
);
