import { sign, verify } from '@octokit/webhooks-methods';
import { firstSecret, type OfficialSdk } from './official-sdk.ts';

export const githubSdk: OfficialSdk = {
  package: '@octokit/webhooks-methods',
  accepts: async (attempt) => {
    const { body, headers } = attempt.request;
    const signature = headers['x-hub-signature-256'];
    if (body.length === 0 || !signature) return false;
    return verify(firstSecret(attempt), body.toString(), signature);
  },
  sign: async (attempt, eventId) => ({
    headers: {
      'x-hub-signature-256': await sign(firstSecret(attempt), attempt.request.body.toString()),
      'x-github-delivery': eventId,
      'x-github-event': 'order.paid',
    },
  }),
};
