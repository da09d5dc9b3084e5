import { randomBytes } from 'node:crypto';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { integrationNames } from '../../../lib/names.ts';
import { SecretStore } from '../../operator/secret/secret-store.ts';
import type { ClientConfig } from '../../stage/client-config.ts';

/** A secret such as this provider would give out. Not for providers that sign with a private key. */
export function randomSecret({ scheme }: Provider): string {
  const bytes = randomBytes(24);
  if (scheme.kind === 'ed25519') throw new TypeError('A private key is not ours to make up.');
  switch (scheme.kind === 'hmac' ? scheme.key : 'utf8') {
    case 'utf8':
      return bytes.toString('base64url');
    case 'hex':
      return bytes.toString('hex');
    case 'base64':
      return bytes.toString('base64');
    case 'whsec':
      return `whsec_${bytes.toString('base64')}`;
  }
}

/** The integration's newest signing secret; a new one is stored where it has none yet. */
export async function ensureSecret(
  config: ClientConfig,
  stage: string,
  integration: string,
  provider: Provider,
): Promise<string> {
  const store = new SecretStore(config, integrationNames(stage, integration).signingSecret);
  const { secrets } = await store.update((document) => {
    if (document.secrets.length > 0) return document;
    const secret = { value: randomSecret(provider), addedAt: new Date().toISOString() };
    return { secrets: [secret] };
  });
  const newest = secrets.at(-1);
  if (newest === undefined) throw new Error(`${integration} has no secret.`);
  return newest.value;
}
