import type { ForwardedIntegration, Integration } from './define-integration.ts';
import { defineUpstream, type UpstreamDefinition } from './define-upstream.ts';
import { limitsOf } from './integration-limits.ts';
import { forwardUpstream } from './upstream-names.ts';

/** Every upstream that an integration calls, the endpoint that it forwards to among them. */
export function upstreamsOf({
  name,
  forward,
  upstreams,
  limits,
}: Integration): readonly UpstreamDefinition[] {
  return forward === undefined
    ? Object.values(upstreams ?? {})
    : [forwardEndpoint({ name, forward, limits })];
}

/** Milliseconds that an endpoint has, where its integration has the usual time. */
const endpointTimeouts = { connectMs: 5_000, readMs: 15_000, totalMs: 30_000 };

/**
 * The user's own endpoint as an upstream. One that hangs is given up on by half of the run's time: a
 * request that ended with its run would tell nobody why.
 */
export function forwardEndpoint({
  name,
  forward,
  limits,
}: Pick<ForwardedIntegration, 'name' | 'forward' | 'limits'>): UpstreamDefinition {
  const mostMs = limitsOf({ limits }).timeoutSeconds * 500;
  const { connectMs, readMs, totalMs } = endpointTimeouts;
  return defineUpstream({
    name: forwardUpstream(name),
    label: 'the endpoint',
    baseUrl: new URL(forward).origin,
    timeouts: {
      connectMs: Math.min(connectMs, mostMs),
      readMs: Math.min(readMs, mostMs),
      totalMs: Math.min(totalMs, mostMs),
    },
    idempotency: { header: 'webhook-id' },
    // No credential goes along that could be renewed: it is a no to what was signed.
    statuses: { 401: 'rejected' },
    // The queue asks again. A second request within the run would end with the run where the endpoint hangs.
    retry: { attemptsHere: 1 },
  });
}
