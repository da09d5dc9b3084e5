import { NodeRuntime, Webhooks } from '@paddle/paddle-node-sdk';
import { firstSecret, type OfficialSdk } from './official-sdk.ts';

NodeRuntime.initialize();
const webhooks = new Webhooks();

export const paddleSdk: OfficialSdk = {
  package: '@paddle/paddle-node-sdk',
  accepts: (attempt) =>
    webhooks
      .isSignatureValid(
        attempt.request.body.toString(),
        firstSecret(attempt),
        attempt.request.headers['paddle-signature'] ?? '',
      )
      // It throws for a header that it cannot read.
      .catch(() => false),
};
