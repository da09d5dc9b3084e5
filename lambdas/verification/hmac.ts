import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { SchemeVerifier } from './attempt.ts';
import type { Message } from './message.ts';
import type { HmacScheme } from './scheme.ts';
import { decodeHmacKey, keyCache } from './secret-key.ts';
import { signedMessageVerifier } from './signed-message.ts';

const digestBytes = { sha1: 20, sha256: 32, sha512: 64 } as const;

/** Each signature costs one comparison; the hash is computed once. */
const maxSignatures = 64;

export function hmacVerifier(scheme: HmacScheme): SchemeVerifier {
  const encoding = nodeEncodingOf(scheme);
  const signatureChars = Buffer.alloc(digestBytes[scheme.digest]).toString(encoding).length;
  const expected = Buffer.alloc(signatureChars);
  const given = Buffer.alloc(signatureChars);

  function matches(message: Message, key: KeyObject, signatures: readonly string[]): boolean {
    expected.write(digestText(scheme, message, key), 'ascii');
    for (const signature of signatures) {
      // Hex has two spellings of the same bytes. Text that is not ASCII has another length in UTF-8.
      const text = encoding === 'hex' ? signature.toLowerCase() : signature;
      const fits = Buffer.byteLength(text) === signatureChars;
      if (fits && given.write(text) === signatureChars && timingSafeEqual(given, expected)) {
        return true;
      }
    }
    return false;
  }

  return signedMessageVerifier(scheme, {
    signatureChars,
    maxSignatures,
    keyOf: keyCache((secret) => decodeHmacKey(secret, scheme.key)),
    matches,
  });
}

/** The signature of a message under a key, as its provider writes it. */
export function hmacSignature(scheme: HmacScheme, message: Message, key: KeyObject): string {
  const text = digestText(scheme, message, key);
  return scheme.signature.encoding === 'hex-upper' ? text.toUpperCase() : text;
}

function nodeEncodingOf({ signature: { encoding } }: HmacScheme) {
  return encoding === 'hex-upper' ? 'hex' : encoding;
}

function digestText(scheme: HmacScheme, message: Message, key: KeyObject): string {
  const hmac = createHmac(scheme.digest, key);
  if (message.before !== '') hmac.update(message.before);
  if (message.body !== undefined) hmac.update(message.body);
  if (message.after !== '') hmac.update(message.after);
  // As text at once: a digest as a Buffer first costs a fifth of the whole at 2 KB.
  return hmac.digest(nodeEncodingOf(scheme));
}
