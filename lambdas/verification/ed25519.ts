import { verify as verifyBytes, type KeyObject } from 'node:crypto';
import type { SchemeVerifier } from './attempt.ts';
import { messageBytes, type Message } from './message.ts';
import type { Ed25519Scheme } from './scheme.ts';
import { decodePublicKey, keyCache } from './secret-key.ts';
import { signedMessageVerifier } from './signed-message.ts';

const signatureBytes = 64;

/** Each signature hashes the whole message again. */
const maxSignatures = 4;

export function ed25519Verifier(scheme: Ed25519Scheme): SchemeVerifier {
  const { encoding } = scheme.signature;

  function matches(message: Message, key: KeyObject, signatures: readonly string[]): boolean {
    const bytes = messageBytes(message);
    return signatures.some((text) => {
      const signature = Buffer.from(text, encoding);
      const isWhole = signature.length === signatureBytes;
      return isWhole && verifyBytes(null, bytes, key, signature);
    });
  }

  return signedMessageVerifier(scheme, {
    signatureChars: Buffer.alloc(signatureBytes).toString(encoding).length,
    maxSignatures,
    keyOf: keyCache((secret) => decodePublicKey(secret, scheme.key)),
    matches,
  });
}
