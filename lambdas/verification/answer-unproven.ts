import { findHandshake } from './answer-handshake.ts';
import { openDocument } from './document.ts';
import type { Provider } from './provider.ts';
import { readHeader } from './source.ts';
import type { Scheme } from './scheme.ts';
import type { Answer, WebhookRequest } from './webhook-request.ts';

/** Unproven handshakes are small; parsing a bigger body would only help an attacker. */
const maxUnprovenBytes = 2_048;

/**
 * The answer to a request that its provider sends without a signature to see whether the URL works, or
 * undefined for every other request. It is a fixed answer, needs no secret, and never leads to an event.
 */
export function answerUnproven(provider: Provider, request: WebhookRequest): Answer | undefined {
  return answerProbe(provider, request) ?? answerUnsignedHandshake(provider, request);
}

function answerProbe(
  { scheme, probes = [] }: Provider,
  { method, headers, body }: WebhookRequest,
): Answer | undefined {
  // An event that is sent again as a HEAD is refused, not answered.
  if (body.length > 0) return undefined;
  const probe = probes.find((candidate) => candidate.method === method);
  if (method === 'HEAD') return probe?.answer ?? { status: 200 };
  return probe === undefined || hasProof(scheme, headers) ? undefined : probe.answer;
}

/** A GET can also be an event, where the provider says so. */
function hasProof(scheme: Scheme, headers: WebhookRequest['headers']): boolean {
  if (scheme.kind !== 'token') return readHeader(headers, scheme.signature.from) !== undefined;
  return scheme.token.in === 'query' || readHeader(headers, scheme.token) !== undefined;
}

function answerUnsignedHandshake(provider: Provider, request: WebhookRequest): Answer | undefined {
  const handshakes = provider.handshakes ?? [];
  if (request.body.length > maxUnprovenBytes) return undefined;
  if (!handshakes.some(({ proof }) => proof === 'none')) return undefined;
  const handshake = findHandshake(handshakes, 'none', openDocument(request, 0));
  return handshake?.reply.kind === 'fixed' ? handshake.reply.answer : undefined;
}
