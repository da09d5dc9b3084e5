import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Ed25519Scheme } from './scheme.ts';

/** DER before the 32 bytes of a private key (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @throws TypeError unless the seed has 32 bytes */
export function privateKeyOf(seed: string, encoding: Ed25519Scheme['key']): KeyObject {
  const bytes = Buffer.from(seed, encoding);
  if (bytes.length !== 32) {
    throw new TypeError(`An Ed25519 seed has 32 bytes; this secret has ${bytes.length}.`);
  }
  const der = Buffer.concat([pkcs8Prefix, bytes]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** The public key to accept what `seed` signs; both in the same encoding. */
export function ed25519PublicKey(seed: string, encoding: Ed25519Scheme['key']): string {
  const jwk = createPublicKey(privateKeyOf(seed, encoding)).export({ format: 'jwk' });
  return Buffer.from(jwk.x ?? '', 'base64url').toString(encoding);
}
