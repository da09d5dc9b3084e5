import type { Webhook } from '../event/webhook.ts';
import { queryToCarry } from '../verification/carry-along.ts';
import { carriedHeaders } from './carried.ts';
import type { Decision } from './decision.ts';
import { enqueue } from './enqueue.ts';
import { judge, type Candidate, type Verified } from './judge.ts';
import { mintId, traceparentFor } from './mint.ts';
import type { VerifierDependencies } from './ports.ts';

/**
 * Verifies a request for a known integration and stores the event it brings.
 *
 * @throws what the queue or the body store throws when it did not store the event
 */
export async function admit(
  candidate: Candidate,
  correlationId: string,
  deps: VerifierDependencies,
  signal: AbortSignal,
): Promise<Decision> {
  const judgement = await judge(candidate, deps.secrets);
  if (judgement.kind !== 'verified') return judgement;
  const webhook = toWebhook(candidate, judgement, correlationId, deps);
  const bodyIn = await enqueue(webhook, deps, signal);
  return {
    kind: 'accepted',
    webhook,
    answer: candidate.provider.accepted,
    secret: judgement.secretIndex === 0 ? 'current' : 'previous',
    secretSince: judgement.secretSince,
    bodyIn,
  };
}

function toWebhook(
  { integration, provider, request, receivedAt }: Candidate,
  { eventId, type, idUnsigned, binding }: Verified,
  correlationId: string,
  { random }: VerifierDependencies,
): Webhook {
  return {
    integration,
    provider: provider.id,
    eventId: eventId ?? mintId(receivedAt, random),
    type,
    correlationId,
    traceparent: traceparentFor(request.headers['traceparent'], random),
    receivedAt,
    method: request.method,
    query: queryToCarry(provider, request.query),
    contentType: request.headers['content-type'] ?? '',
    headers: carriedHeaders(provider, request.headers),
    body: request.body,
    idUnsigned,
    ...(binding !== undefined && { binding }),
  };
}
