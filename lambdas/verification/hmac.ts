import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { SchemeVerifier } from './attempt.ts';
import type { Message } from './message.ts';
import type { HmacScheme } from './scheme.ts';
import { decodeHmacKey, keyCache } from './secret-key.ts';
import { signedMessageVerifier } from './signed-message.ts';

const digestBytes = { sha1: 20, sha256: 32, sha512: 64 } as const;

export function hmacVerifier(scheme: HmacScheme): SchemeVerifier {
  const { encoding } = scheme.signature;
  const nodeEncoding = encoding === 'hex-upper' ? 'hex' : encoding;
  const signatureChars = Buffer.alloc(digestBytes[scheme.digest]).toString(nodeEncoding).length;
  const expected = Buffer.alloc(signatureChars);
  const given = Buffer.alloc(signatureChars);

  function matches(message: Message, key: KeyObject, signatures: readonly string[]): boolean {
    expected.write(hmacSignature(scheme, message, key), 'ascii');
    for (const signature of signatures) {
      // What is no ASCII fills fewer or other bytes in UTF-8, and never equals ASCII.
      const fits = signature.length === signatureChars && given.write(signature) === signatureChars;
      if (fits && timingSafeEqual(given, expected)) return true;
    }
    return false;
  }

  return signedMessageVerifier(scheme, {
    signatureChars,
    keyOf: keyCache((secret) => decodeHmacKey(secret, scheme.key)),
    matches,
  });
}

/** The one text that signs this message under this key. */
export function hmacSignature(scheme: HmacScheme, message: Message, key: KeyObject): string {
  const hmac = createHmac(scheme.digest, key);
  if (message.before !== '') hmac.update(message.before);
  if (message.body !== undefined) hmac.update(message.body);
  if (message.after !== '') hmac.update(message.after);
  const { encoding } = scheme.signature;
  // As text at once: a digest as a Buffer first costs a fifth of the whole at 2 KB.
  return encoding === 'hex-upper' ? hmac.digest('hex').toUpperCase() : hmac.digest(encoding);
}
