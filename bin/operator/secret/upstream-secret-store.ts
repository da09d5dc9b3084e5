import {
  CreateSecretCommand,
  DescribeSecretCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ExplainedError } from '../../terminal/explained-error.ts';

/**
 * Stores a new version of an upstream's secret in Secrets Manager, and creates the secret if it does not exist.
 */
export async function putUpstreamSecret(
  client: SecretsManagerClient,
  secretId: string,
  text: string,
): Promise<'created' | 'changed'> {
  try {
    await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: text }));
    return 'changed';
  } catch (error) {
    if (error instanceof InvalidRequestException) {
      throw new ExplainedError(`The secret ${secretId} is marked for deletion.`, {
        nextStep: `aws secretsmanager restore-secret --secret-id ${secretId}, then add it again`,
        cause: error,
      });
    }
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(new CreateSecretCommand({ Name: secretId, SecretString: text }));
    return 'created';
  }
}

/** When the secret was last changed; ISO 8601. Undefined if it does not exist. */
export async function upstreamSecretChangedAt(
  client: SecretsManagerClient,
  secretId: string,
): Promise<string | undefined> {
  try {
    const { LastChangedDate, CreatedDate } = await client.send(
      new DescribeSecretCommand({ SecretId: secretId }),
    );
    return (LastChangedDate ?? CreatedDate)?.toISOString();
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
