import Stripe from 'stripe';
import { firstSecret, succeeds, type OfficialSdk } from './official-sdk.ts';

export const stripeSdk: OfficialSdk = {
  package: 'stripe',
  accepts: (attempt) =>
    succeeds(() =>
      Stripe.webhooks.signature?.verifyHeader(
        attempt.request.body,
        attempt.request.headers['stripe-signature'] ?? '',
        firstSecret(attempt),
        300,
        undefined,
        attempt.now,
      ),
    ),
  sign: (attempt) => ({
    headers: {
      'stripe-signature': Stripe.webhooks.generateTestHeaderString({
        payload: attempt.request.body.toString(),
        secret: firstSecret(attempt),
        timestamp: Math.floor(attempt.now / 1_000),
      }),
    },
  }),
};
