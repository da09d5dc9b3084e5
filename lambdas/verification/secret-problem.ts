import type { Scheme } from './scheme.ts';
import { decodeHmacKey, decodePublicKey, isTooShort, maxSecretChars } from './secret-key.ts';

/** Why this text is not a valid secret for that scheme, without its value; undefined if it is valid. */
export function secretProblem(scheme: Scheme, secret: string): string | undefined {
  if (secret === '') return 'it is empty';
  if (secret !== secret.trim()) return 'it begins or ends with white space';
  if (/\p{Cc}/u.test(secret)) return 'it contains a line break or another control character';
  if (isTooShort(secret)) return 'it has fewer than three characters';
  if (secret.length > maxSecretChars) return `it has more than ${maxSecretChars} characters`;
  switch (scheme.kind) {
    case 'hmac': {
      const key = decodeHmacKey(secret, scheme.key);
      if (key === undefined) return `expected ${hmacForms[scheme.key]}`;
      return scheme.key === 'whsec' && (key.symmetricKeySize ?? 0) < minWhsecBytes
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

/** The Standard Webhooks specification requires 24; a shorter one was cut off. */
const minWhsecBytes = 16;

const hmacForms = {
  utf8: 'text',
  hex: 'an even number of hex digits',
  base64: 'base64',
  whsec: '"whsec_" and base64, as the provider shows it',
} as const;
