import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { SchemeVerifier, SigningOrder } from './attempt.ts';
import type { Message } from './message.ts';
import type { HmacScheme, SignatureEncoding } from './scheme.ts';
import { decodeHmacKey, keyCache } from './secret-key.ts';
import { signedMessageVerifier } from './signed-message.ts';
import { signRequest } from './sign-request.ts';
import type { WebhookRequest } from './webhook-request.ts';

const digestBytes = { sha1: 20, sha256: 32, sha512: 64 } as const;

export function hmacVerifier(scheme: HmacScheme): SchemeVerifier {
  const { encoding } = scheme.signature;
  const keyOf = keyCache((secret) => decodeHmacKey(secret, scheme.key));
  const signatureChars = encode(Buffer.alloc(digestBytes[scheme.digest]), encoding).length;

  function signatureOf(message: Message, key: KeyObject): string {
    const hmac = createHmac(scheme.digest, key);
    if (message.before !== '') hmac.update(message.before);
    if (message.body !== undefined) hmac.update(message.body);
    if (message.after !== '') hmac.update(message.after);
    return encoding === 'hex-upper' ? hmac.digest('hex').toUpperCase() : hmac.digest(encoding);
  }

  function matches(message: Message, key: KeyObject, signatures: readonly string[]): boolean {
    const expected = Buffer.from(signatureOf(message, key));
    return signatures.some((signature) => {
      const given = Buffer.from(signature);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  }

  const { verify, build } = signedMessageVerifier(scheme, { signatureChars, keyOf, matches });

  function sign(order: SigningOrder): WebhookRequest {
    const key = keyOf(order.secret);
    if (key === undefined) throw new TypeError(`The secret is not a ${scheme.key} key.`);
    return signRequest(scheme, build, order, (message) => signatureOf(message, key));
  }

  return { verify, sign };
}

function encode(bytes: Buffer, encoding: SignatureEncoding): string {
  return bytes.toString(encoding === 'hex-upper' ? 'hex' : encoding);
}
