import type { Provider } from '../../../lambdas/verification/provider.ts';
import { decodeHmacKey, decodePublicKey } from '../../../lambdas/verification/secret-key.ts';

/** Why this text can be no secret of that provider; undefined if it can. */
export function secretProblem(provider: Provider, secret: string): string | undefined {
  if (secret === '') return 'it is empty';
  if (secret !== secret.trim()) return 'it begins or ends with white space';
  const { scheme } = provider;
  switch (scheme.kind) {
    case 'hmac':
      return decodeHmacKey(secret, scheme.key) === undefined
        ? `expected ${hmacForms[scheme.key]}`
        : undefined;
    case 'ed25519':
      return decodePublicKey(secret, scheme.key) === undefined
        ? `expected the provider's public key: 32 bytes in ${scheme.key}`
        : undefined;
    case 'token':
      return /\s/.test(secret) ? 'a token has no white space' : undefined;
  }
}

const hmacForms = {
  utf8: 'text of at most 4096 characters',
  hex: 'an even number of hex digits',
  base64: 'base64, with its padding',
  whsec: '"whsec_" and base64, as the provider shows it',
} as const;
