import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import type { Ed25519Scheme, KeyDecoding } from './scheme.ts';

/** Longer ones are mistakes (a whole certificate, a whole file), and hashing them would cost time. */
export const maxSecretChars = 4_096;

/** A failed paste can leave one or two characters, which are easy to guess. */
const minSecretChars = 3;
/** Minimum length of a decoded key that is written as hex or base64. */
const minKeyBytes = 2;

/** Whether a secret is too short, not counting white space at its ends. */
export function isTooShort(secret: string): boolean {
  return secret.trim().length < minSecretChars;
}

/** The key that a secret's text encodes, or undefined if the text is not valid. */
export function decodeHmacKey(secret: string, decoding: KeyDecoding): KeyObject | undefined {
  if (secret.length > maxSecretChars || isTooShort(secret)) return undefined;
  const bytes = decodeBytes(secret, decoding);
  return bytes && bytes.length >= minKeyBytes ? createSecretKey(bytes) : undefined;
}

export function decodePublicKey(
  secret: string,
  decoding: Ed25519Scheme['key'],
): KeyObject | undefined {
  const bytes = decodeBytes(secret, decoding);
  if (bytes?.length !== 32) return undefined;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

function decodeBytes(secret: string, decoding: KeyDecoding): Buffer | undefined {
  switch (decoding) {
    case 'utf8':
      return Buffer.from(secret, 'utf8');
    case 'hex':
      return /^(?:[0-9a-fA-F]{2})+$/.test(secret) ? Buffer.from(secret, 'hex') : undefined;
    case 'base64':
      return decodeBase64(secret);
    case 'whsec':
      // Supabase puts the version in front.
      return decodeBase64(secret.replace(/^(?:v1,)?whsec_/, ''));
  }
}

/** Node skips characters that are not base64; here, one wrong character makes the secret invalid. Padding is optional. */
function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const padded = bytes.toString('base64');
  return text === padded || text === padded.replaceAll('=', '') ? bytes : undefined;
}

/** Keeps decoded keys, also the fact that a secret has none, for the few secrets in use. */
export function keyCache(decode: (secret: string) => KeyObject | undefined) {
  const keys = new Map<string, KeyObject | undefined>();
  return (secret: string): KeyObject | undefined => {
    const known = keys.get(secret);
    if (known !== undefined || keys.has(secret)) return known;
    if (keys.size >= 32) keys.clear();
    const key = decode(secret);
    keys.set(secret, key);
    return key;
  };
}
