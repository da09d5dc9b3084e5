import type { Credential, OAuthCredential } from '../../contract/credentials.ts';
import type { Run } from '../../event/run.ts';
import {
  CredentialError,
  type Asker,
  type CredentialSource,
  type IssuedCredential,
} from './credential-source.ts';
import {
  noneRefused,
  obtainToken,
  type ObtainedToken,
  type RefusedToken,
  type TokenDependencies,
} from './obtain-token.ts';
import { credentialFields, secretFields, secretValue } from './secret-fields.ts';
import type { Secret } from './secret-reader.ts';
import { dueAt } from './token-moves.ts';
import { grantVersion } from './token-record.ts';

/** Credentials of every kind, for one environment. */
export function createCredentialSource(dependencies: TokenDependencies): CredentialSource {
  const { secrets, clock } = dependencies;
  const tokens = new Map<string, ObtainedToken>();
  /** By secret, the version of the token that an upstream took last. */
  const served = new Map<string, string>();
  const underWay = new Map<string, Promise<ObtainedToken | undefined>>();

  /** Events of one batch that need the same token wait for one answer. */
  async function obtain(credential: OAuthCredential, refused: RefusedToken, asker: Asker) {
    const key = `${credential.secret} ${refused.serial} ${asker.recheck ?? ''}`;
    const shared =
      underWay.get(key) ??
      obtainToken(credential, refused, asker, dependencies).finally(() => underWay.delete(key));
    underWay.set(key, shared);
    const obtained = await shared.catch((error: unknown) => credentialError(error, asker.run));
    if (obtained !== undefined) tokens.set(credential.secret, obtained);
    return obtained;
  }

  return {
    async current(credential, asker) {
      const isDistrusted = asker.recheck !== undefined;
      if (credential.kind === 'static' || credential.kind === 'basic') {
        return fromSecret(credential, await secrets.read(credential.secret, isDistrusted));
      }
      const { version } = await secrets.read(credential.secret, isDistrusted);
      const known = tokens.get(credential.secret);
      const isUsable = known?.token.secretVersion === version && clock.now() < dueAt(known.token);
      if (isUsable && !isDistrusted) {
        return issued(known, credential);
      }
      const obtained = await obtain(credential, noneRefused, asker);
      if (obtained === undefined) throw new CredentialError('No token', { kind: 'unavailable' });
      return issued(obtained, credential);
    },
    async renewed(credential, refused, asker) {
      if (credential.kind === 'static' || credential.kind === 'basic') {
        const secret = await secrets.read(credential.secret, true);
        return secret.version === refused.version ? undefined : fromSecret(credential, secret);
      }
      const token = {
        serial: serialOf(refused),
        served: served.get(credential.secret) === refused.version,
      };
      const obtained = await obtain(credential, token, asker);
      return obtained && issued(obtained, credential);
    },
  };

  function issued(token: ObtainedToken, { secret }: OAuthCredential): IssuedCredential {
    const credential = fromToken(token);
    return { ...credential, accepted: () => void served.set(secret, credential.version) };
  }
}

function fromSecret(
  credential: Exclude<Credential, OAuthCredential>,
  secret: Secret,
): IssuedCredential {
  if (credential.kind === 'static') {
    const value = secretValue(credential.secret, secret);
    return {
      headers: { [credential.header.toLowerCase()]: credential.prefix + value },
      version: secret.version,
      grantVersion: secret.version,
      secrets: [value],
    };
  }
  const fields = secretFields(credential.secret, secret, credentialFields.basic.required);
  const encoded = Buffer.from(`${fields.username}:${fields.password}`).toString('base64');
  return {
    headers: { authorization: `Basic ${encoded}` },
    version: secret.version,
    grantVersion: secret.version,
    secrets: [encoded, fields.password],
  };
}

function fromToken({ accessToken, token }: ObtainedToken): IssuedCredential {
  return {
    headers: { authorization: `Bearer ${accessToken}` },
    version: `${token.secretVersion}/${token.serial}`,
    grantVersion: grantVersion(token),
    secrets: [accessToken],
  };
}

function serialOf({ version }: IssuedCredential): number {
  return Number(version.slice(version.lastIndexOf('/') + 1));
}

/** The table did not answer, or the run that asked for all of the batch is over. */
function credentialError(error: unknown, run: Run): never {
  if (error instanceof CredentialError) throw error;
  run.assertAlive();
  const message = 'The table of shared tokens cannot be used now.';
  throw new CredentialError(message, { kind: 'unavailable', cause: error });
}
