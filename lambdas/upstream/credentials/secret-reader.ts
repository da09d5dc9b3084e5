import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../runtime/clock.ts';
import { CredentialError } from './credential-source.ts';

export interface Secret {
  readonly text: string;
  /** Changes with each new value; says nothing of it. */
  readonly version: string;
}

/** Reads what a person has put into an upstream's secret. */
export interface SecretReader {
  /**
   * @param name last part of the secret's name
   * @param fresh true where the value known so far was refused
   * @throws CredentialError if it cannot be read.
   */
  read(name: string, fresh: boolean): Promise<Secret>;
}

/** A changed secret is seen within this time without anybody asking. */
const freshMs = 5 * 60_000;
/** However often an upstream says 401, one environment reads a secret afresh no more often. */
const leastAgeMs = 10_000;

/** @param prefix `breakwater/<stage>/upstream/` */
export function secretsManagerReader(
  client: SecretsManagerClient,
  prefix: string,
  clock: Clock,
): SecretReader {
  const known = new Map<string, { readonly secret: Secret; readonly readAt: number }>();
  return {
    async read(name, fresh) {
      const last = known.get(name);
      const ageMs = last === undefined ? Infinity : clock.now() - last.readAt;
      if (last !== undefined && ageMs < (fresh ? leastAgeMs : freshMs)) return last.secret;
      try {
        const { SecretString = '', VersionId = '' } = await client.send(
          new GetSecretValueCommand({ SecretId: prefix + name }),
        );
        const secret = { text: SecretString, version: VersionId };
        known.set(name, { secret, readAt: clock.now() });
        return secret;
      } catch (cause) {
        if (cause instanceof ResourceNotFoundException) {
          throw new CredentialError(`There is no secret ${prefix}${name}.`, {
            kind: 'refused',
            cause,
          });
        }
        if (last !== undefined && !fresh) return last.secret;
        const message = `The secret ${prefix}${name} cannot be read now.`;
        throw new CredentialError(message, { kind: 'unavailable', cause });
      }
    },
  };
}
