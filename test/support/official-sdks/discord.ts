import { verifyKey } from 'discord-interactions';
import { firstSecret, type OfficialSdk } from './official-sdk.ts';

export const discordSdk: OfficialSdk = {
  package: 'discord-interactions',
  accepts: (attempt) => {
    const { headers, body } = attempt.request;
    return verifyKey(
      body,
      headers['x-signature-ed25519'] ?? '',
      headers['x-signature-timestamp'] ?? '',
      firstSecret(attempt),
    );
  },
};
