import { isValidSlackRequest } from '@slack/bolt';
import { firstSecret, type OfficialSdk } from './official-sdk.ts';

export const slackSdk: OfficialSdk = {
  package: '@slack/bolt',
  accepts: (attempt) => {
    const { headers, body } = attempt.request;
    return isValidSlackRequest({
      signingSecret: firstSecret(attempt),
      body: body.toString(),
      headers: {
        'x-slack-signature': headers['x-slack-signature'] ?? '',
        'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
      },
      nowMilliseconds: attempt.now,
    });
  },
};
