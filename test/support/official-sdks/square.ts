import { WebhooksHelper } from 'square';
import { firstSecret, type OfficialSdk } from './official-sdk.ts';

export const squareSdk: OfficialSdk = {
  package: 'square',
  accepts: (attempt) =>
    WebhooksHelper.verifySignature({
      requestBody: attempt.request.body.toString(),
      signatureHeader: attempt.request.headers['x-square-hmacsha256-signature'] ?? '',
      signatureKey: firstSecret(attempt),
      notificationUrl: attempt.url,
    }),
};
