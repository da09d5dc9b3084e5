import { createHmac } from 'node:crypto';
import type { Document } from './document.ts';
import { challengeText, type Handshake, type Reply } from './handshake.ts';
import { rejected, type Rejected } from './rejection.ts';
import { decodeHmacKey } from './secret-key.ts';
import type { Scheme } from './scheme.ts';
import type { Answer } from './webhook-request.ts';

/** The first handshake of this proof that the request is, or undefined if it is none. */
export function findHandshake(
  handshakes: readonly Handshake[],
  proof: Handshake['proof'],
  document: Document,
): Handshake | undefined {
  return handshakes.find(
    (handshake) =>
      handshake.proof === proof &&
      handshake.when.every((condition) => {
        const value = document.read(condition.source);
        return 'equals' in condition ? value === condition.equals : value === undefined;
      }),
  );
}

/** @param secret the one whose signature held; the answer is signed with it too */
export function answerHandshake(
  reply: Reply,
  document: Document,
  scheme: Scheme,
  secret: string,
): Answer | Rejected {
  if (reply.kind === 'fixed') return reply.answer;
  const text = document.read(reply.from);
  if (typeof text !== 'string' || !challengeText.test(text)) return rejected('malformed-handshake');
  if (reply.kind === 'echo') return jsonAnswer({ [reply.field]: text });
  const key = scheme.kind === 'hmac' ? decodeHmacKey(secret, scheme.key) : undefined;
  if (key === undefined) return rejected('unusable-secret');
  const hmac = createHmac(reply.digest, key).update(text).digest('hex');
  return jsonAnswer({ [reply.textField]: text, [reply.hmacField]: hmac });
}

function jsonAnswer(body: Readonly<Record<string, string>>): Answer {
  return { status: 200, contentType: 'application/json', body: JSON.stringify(body) };
}
