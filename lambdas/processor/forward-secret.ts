import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../runtime/clock.ts';

/** A changed secret is seen within a minute. */
const freshMs = 60_000;

/** The form in which people and Standard Webhooks libraries take a secret: `whsec_` and base64. */
export function toSigningSecret(generated: string): string {
  return `whsec_${Buffer.from(generated, 'utf8').toString('base64')}`;
}

/** Reads the secret that signs forwarded events; an older copy serves while it cannot be read. */
export function forwardSecret(
  client: SecretsManagerClient,
  secretId: string,
  clock: Clock,
): () => Promise<string> {
  let cached: { readonly secret: string; readonly readAt: number } | undefined;
  return async () => {
    if (cached !== undefined && clock.now() - cached.readAt < freshMs) return cached.secret;
    try {
      const { SecretString = '' } = await client.send(
        new GetSecretValueCommand({ SecretId: secretId }),
      );
      cached = { secret: toSigningSecret(SecretString), readAt: clock.now() };
    } catch (error) {
      if (cached === undefined) throw error;
    }
    return cached.secret;
  };
}
