import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Secret } from './secret-reader.ts';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts tokens for the shared table under a key derived from the secret they were got with: who
 * can read that secret can get tokens anyway, and nobody else can read them. A changed secret makes
 * the tokens of the old one unreadable, as it should.
 *
 * @param purpose binds what is sealed to its place, so that it cannot be moved to another
 * @see docs/adr/0033-shared-access-tokens.md
 */
export function seal(plain: string, secret: Secret, purpose: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, keyFrom(secret), nonce);
  cipher.setAAD(Buffer.from(purpose));
  const sealed = [nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64');
}

/** @returns undefined where it was sealed with another secret, for another place, or changed since. */
export function open(sealed: string, secret: Secret, purpose: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv(algorithm, keyFrom(secret), bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function keyFrom({ text, version }: Secret): Buffer {
  return Buffer.from(hkdfSync('sha256', text, version, 'breakwater: shared access tokens', 32));
}
