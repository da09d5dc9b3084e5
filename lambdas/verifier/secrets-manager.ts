import { AwsError } from '../runtime/aws-error.ts';
import type { CallAws } from '../runtime/aws-request.ts';
import type { FetchSecrets } from './secret-cache.ts';
import { readSecretText } from './secret-text.ts';
import type { SecretReading } from './signing-secrets.ts';

/** Reads an integration's signing secrets from Secrets Manager. */
export function secretsManager(call: CallAws, secretPrefix: string): FetchSecrets {
  return async (integration, signal) => {
    try {
      const reply = await call(
        {
          service: 'secretsmanager',
          operation: 'GetSecretValue',
          method: 'POST',
          path: '/',
          headers: {
            'content-type': 'application/x-amz-json-1.1',
            'x-amz-target': 'secretsmanager.GetSecretValue',
          },
          body: Buffer.from(JSON.stringify({ SecretId: `${secretPrefix}${integration}` })),
        },
        signal,
      );
      return readSecretText(secretString(reply.body));
    } catch (error) {
      if (error instanceof AwsError) return readingOf(error);
      throw error;
    }
  };
}

/** It was reached, but the secret or its value is gone, deleted, or not ours to read. */
function readingOf({ kind, code, message }: AwsError): SecretReading {
  if (kind === 'unreachable') return { kind, detail: message };
  const gone = code === 'ResourceNotFoundException' || code === 'InvalidRequestException';
  return { kind: 'unusable', reason: gone ? 'no-secret' : 'secrets-refused', detail: message };
}

/** Empty where the secret holds bytes instead of text. */
function secretString(reply: Buffer): string {
  const { SecretString } = JSON.parse(reply.toString('utf8')) as { SecretString?: unknown };
  return typeof SecretString === 'string' ? SecretString : '';
}
