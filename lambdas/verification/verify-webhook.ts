import { answerHandshake, findHandshake } from './answer-handshake.ts';
import { answerUnproven } from './answer-unproven.ts';
import type { Attempt, Held } from './attempt.ts';
import { refuseSize, refuseStructure } from './bounds.ts';
import { compileProvider } from './compile-provider.ts';
import { openDocument, type Document } from './document.ts';
import type { Provider } from './provider.ts';
import { readEvent, type EventFacts } from './read-event.ts';
import { rejected, type Rejected } from './rejection.ts';
import { refuseTimestamp } from './timestamp.ts';
import { mayHaveMoved } from './under-signature.ts';
import type { Answer } from './webhook-request.ts';

export type Verdict =
  | ({
      readonly kind: 'verified';
      /** Which of the secrets signed it; 0 is the current one. */
      readonly secretIndex: number;
    } & EventFacts)
  | { readonly kind: 'answer'; readonly why: 'handshake'; readonly answer: Answer }
  | Rejected;

/**
 * Whether a request is its provider's, and what it is. Outside input is never thrown at: whatever is
 * wrong with it is a returned reason. Bytes first; the body is parsed only after they held.
 * @throws TypeError where the provider's data is wrong
 */
export function verifyWebhook(provider: Provider, attempt: Attempt): Verdict {
  const unproven = answerUnproven(provider, attempt.request);
  if (unproven !== undefined) return { kind: 'answer', why: 'handshake', answer: unproven };

  const signature = verifySignature(provider, attempt);
  if (signature.kind === 'rejected') return signature;
  const document = openDocument(attempt.request);

  const refusal = refuseStructure(document);
  if (refusal !== undefined) return refusal;
  if (mayHaveMoved(provider, document)) return rejected('malformed-body');

  const stale = refuseBodyTimestamp(provider, document, attempt.now);
  if (stale !== undefined) return stale;

  const handshake = findHandshake(provider.handshakes ?? [], 'signature', document);
  if (handshake !== undefined) {
    const secret = attempt.secrets[signature.secretIndex] ?? '';
    const answer = answerHandshake(handshake.reply, document, provider.scheme, secret);
    return 'kind' in answer ? answer : { kind: 'answer', why: 'handshake', answer };
  }
  const { secretIndex } = signature;
  return { kind: 'verified', secretIndex, ...readEvent(provider, document, attempt.url) };
}

/** The bytes alone: method, signature, and the timestamp where it is outside the body. */
export function verifySignature(provider: Provider, attempt: Attempt): Held | Rejected {
  const { verify, methods } = compileProvider(provider);
  if (!methods.includes(attempt.request.method)) return rejected('unsupported-method');
  return refuseSize(provider, attempt.request) ?? verify(attempt);
}

function refuseBodyTimestamp(
  { scheme }: Provider,
  document: Document,
  now: number,
): Rejected | undefined {
  if (scheme.kind === 'token' || scheme.timestamp?.in !== 'json') return undefined;
  const value = document.read({ in: 'json', path: scheme.timestamp.path });
  if (value === undefined) return rejected('malformed-body');
  const reason = refuseTimestamp(String(value).trim(), scheme.timestamp, now);
  return reason && rejected(reason);
}
