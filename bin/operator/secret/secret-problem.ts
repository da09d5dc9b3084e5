import type { Provider } from '../../../lambdas/verification/provider.ts';
import { decodeHmacKey, decodePublicKey } from '../../../lambdas/verification/secret-key.ts';

/** Why this text can be no secret of that provider; undefined if it can. */
export function secretProblem(provider: Provider, secret: string): string | undefined {
  if (secret === '') return 'it is empty';
  if (secret !== secret.trim()) return 'it begins or ends with white space';
  if (/\p{Cc}/u.test(secret)) return 'it has a line break or another control character in it';
  const { scheme } = provider;
  switch (scheme.kind) {
    case 'hmac': {
      const key = decodeHmacKey(secret, scheme.key);
      if (key === undefined) return `expected ${hmacForms[scheme.key]}`;
      return scheme.key === 'whsec' && (key.symmetricKeySize ?? 0) < shortestWhsecBytes
        ? `it is a key of ${String(key.symmetricKeySize)} bytes; one that a provider makes has 24 or more`
        : undefined;
    }
    case 'ed25519':
      return decodePublicKey(secret, scheme.key) === undefined
        ? `expected the provider's public key: 32 bytes in ${scheme.key}`
        : undefined;
    case 'token':
      return /\s/.test(secret) ? 'a token has no white space' : undefined;
  }
}

/** By the Standard Webhooks specification 24; what is shorter than this is a slip of the hand. */
const shortestWhsecBytes = 16;

const hmacForms = {
  utf8: 'text of at most 4096 characters',
  hex: 'an even number of hex digits',
  base64: 'base64, with its padding',
  whsec: '"whsec_" and base64, as the provider shows it',
} as const;
