import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import type { Ed25519Scheme, KeyDecoding } from './scheme.ts';

/** Longer ones are mistakes (a whole certificate, a whole file), and hashing them would cost time. */
const longestSecretChars = 4_096;

/**
 * The key that a secret's text stands for, or undefined where the text cannot be one. An empty key
 * is never one: everybody can sign with it.
 */
export function decodeHmacKey(secret: string, decoding: KeyDecoding): KeyObject | undefined {
  if (secret.length > longestSecretChars) return undefined;
  const bytes = decodeBytes(secret, decoding);
  return bytes && bytes.length > 0 ? createSecretKey(bytes) : undefined;
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
      return secret.trim() === '' ? undefined : Buffer.from(secret, 'utf8');
    case 'hex':
      return /^(?:[0-9a-fA-F]{2})+$/.test(secret) ? Buffer.from(secret, 'hex') : undefined;
    case 'base64':
      return decodeBase64(secret);
    case 'whsec':
      return decodeBase64(secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : secret);
  }
}

/** Node skips what is not base64; here one wrong character is a wrong secret. */
function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
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
