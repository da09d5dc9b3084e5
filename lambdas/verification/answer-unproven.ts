import { findHandshake } from './answer-handshake.ts';
import { openDocument } from './document.ts';
import type { Provider } from './provider.ts';
import { readHeader } from './source.ts';
import type { Scheme } from './scheme.ts';
import type { Answer, WebhookRequest } from './webhook-request.ts';

/** Unproven handshakes are small; parsing a bigger body would only help an attacker. */
const maxUnprovenBytes = 2_048;

/**
 * The response to an unsigned request by which a provider checks the URL; undefined for any other request. The
 * response is fixed, needs no secret, and never leads to an event.
 */
export function answerUnproven(provider: Provider, request: WebhookRequest): Answer | undefined {
  return answerProbe(provider, request) ?? answerUnsignedHandshake(provider, request);
}

function answerProbe(
  { scheme, probes = [] }: Provider,
  { method, headers, body }: WebhookRequest,
): Answer | undefined {
  // A captured event that is sent as a HEAD request is refused, not answered.
  if (body.length > 0) return undefined;
  const probe = probes.find((candidate) => candidate.method === method);
  if (method === 'HEAD') return probe?.answer ?? { status: 200 };
  return probe === undefined || hasProof(scheme, headers) ? undefined : probe.answer;
}

/** A GET can also be an event, if the provider says so. */
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
