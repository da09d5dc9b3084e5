import { Webhook } from 'standardwebhooks';
import { firstSecret, succeeds, type OfficialSdk } from './official-sdk.ts';

export const standardWebhooksSdk: OfficialSdk = {
  package: 'standardwebhooks',
  accepts: (attempt) =>
    succeeds(() =>
      new Webhook(firstSecret(attempt)).verify(attempt.request.body, attempt.request.headers, {
        jsonParse: false,
      }),
    ),
  sign: (attempt, eventId) => ({
    headers: {
      'webhook-id': eventId,
      'webhook-timestamp': String(Math.floor(attempt.now / 1_000)),
      'webhook-signature': new Webhook(firstSecret(attempt)).sign(
        eventId,
        new Date(attempt.now),
        attempt.request.body,
      ),
    },
  }),
};
