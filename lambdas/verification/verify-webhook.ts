import { answerHandshake, findHandshake } from './answer-handshake.ts';
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
  const signature = verifySignature(provider, attempt);
  const document = openDocument(attempt.request);
  if (signature.kind === 'rejected') return answerUnproven(provider, attempt, signature);

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

/** Unproven handshakes are small; parsing what is bigger would only help an attacker. */
const largestUnprovenBytes = 2_048;

function answerUnproven(provider: Provider, { request }: Attempt, refusal: Rejected): Verdict {
  const handshakes = provider.handshakes ?? [];
  if (request.body.length > largestUnprovenBytes) return refusal;
  if (!handshakes.some(({ proof }) => proof === 'none')) return refusal;
  const handshake = findHandshake(handshakes, 'none', openDocument(request, 0));
  if (handshake?.reply.kind !== 'fixed') return refusal;
  return { kind: 'answer', why: 'handshake', answer: handshake.reply.answer };
}

function refuseBodyTimestamp(
  { scheme }: Provider,
  document: Document,
  now: number,
): Rejected | undefined {
  if (scheme.kind === 'token' || scheme.timestamp?.in !== 'json') return undefined;
  const value = document.read({ in: 'json', path: scheme.timestamp.path });
  if (value === undefined) return rejected('malformed-body');
  const reason = refuseTimestamp(String(value), scheme.timestamp, now);
  return reason && rejected(reason);
}
