import { LinearWebhookClient } from '@linear/sdk/webhooks';
import { firstSecret, succeeds, type OfficialSdk } from './official-sdk.ts';

export const linearSdk: OfficialSdk = {
  package: '@linear/sdk',
  accepts: (attempt) =>
    succeeds(() =>
      new LinearWebhookClient(firstSecret(attempt)).verify(
        attempt.request.body,
        attempt.request.headers['linear-signature'] ?? '',
      ),
    ),
};
