import { Webhook } from 'svix';
import { firstSecret, succeeds, type OfficialSdk } from './official-sdk.ts';

export const svixSdk: OfficialSdk = {
  package: 'svix',
  accepts: (attempt) =>
    succeeds(() =>
      new Webhook(firstSecret(attempt)).verify(attempt.request.body, attempt.request.headers),
    ),
  sign: (attempt, eventId) => ({
    headers: {
      'svix-id': eventId,
      'svix-timestamp': String(Math.floor(attempt.now / 1_000)),
      'svix-signature': new Webhook(firstSecret(attempt)).sign(
        eventId,
        new Date(attempt.now),
        attempt.request.body,
      ),
    },
  }),
};
