import {
  createPrivateKey,
  createPublicKey,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { SchemeVerifier, SigningOrder } from './attempt.ts';
import type { Message } from './message.ts';
import type { Ed25519Scheme } from './scheme.ts';
import { decodePublicKey, keyCache } from './secret-key.ts';
import { signedMessageVerifier } from './signed-message.ts';
import { signRequest } from './sign-request.ts';
import type { WebhookRequest } from './webhook-request.ts';

export function ed25519Verifier(scheme: Ed25519Scheme): SchemeVerifier {
  const encoding = scheme.signature.encoding === 'hex-upper' ? 'hex' : scheme.signature.encoding;
  const keyOf = keyCache((secret) => decodePublicKey(secret, scheme.key));
  const signatureChars = Buffer.alloc(64).toString(encoding).length;

  function matches(message: Message, key: KeyObject, signatures: readonly string[]): boolean {
    const bytes = bytesOf(message);
    return signatures.some((text) => {
      const signature = Buffer.from(text, encoding);
      return signature.toString(encoding) === text && verifyBytes(null, bytes, key, signature);
    });
  }

  const { verify, build } = signedMessageVerifier(scheme, { signatureChars, keyOf, matches });

  function sign(order: SigningOrder): WebhookRequest {
    const key = privateKeyOf(Buffer.from(order.secret, scheme.key));
    return signRequest(scheme, build, order, (message) =>
      signBytes(null, bytesOf(message), key).toString(encoding),
    );
  }

  return { verify, sign };
}

/** Ed25519 hashes the message twice, so it cannot be fed in pieces. */
function bytesOf(message: Message): Buffer {
  const { before, body, after } = message;
  return Buffer.concat([Buffer.from(before), body ?? Buffer.alloc(0), Buffer.from(after)]);
}

/** DER before the 32 bytes of a private key (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKeyOf(seed: Buffer): KeyObject {
  if (seed.length !== 32) {
    throw new TypeError(`An Ed25519 seed has 32 bytes; this secret has ${seed.length}.`);
  }
  const der = Buffer.concat([pkcs8Prefix, seed]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** The public key to configure as the secret of what `seed` signs; both in the same encoding. */
export function ed25519PublicKey(seed: string, encoding: Ed25519Scheme['key']): string {
  const jwk = createPublicKey(privateKeyOf(Buffer.from(seed, encoding))).export({ format: 'jwk' });
  return Buffer.from(jwk.x ?? '', 'base64url').toString(encoding);
}
