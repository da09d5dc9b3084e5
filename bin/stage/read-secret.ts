import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** The text of a secret; undefined if it does not exist or is marked for deletion. */
export async function readSecret(
  client: SecretsManagerClient,
  SecretId: string,
): Promise<string | undefined> {
  try {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
    return SecretString;
  } catch (error) {
    // Secrets Manager refuses to read what is marked for deletion.
    if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException) {
      return undefined;
    }
    throw error;
  }
}
