import type { ForwardedIntegration, Integration } from './define-integration.ts';
import { defineUpstream, type UpstreamDefinition } from './define-upstream.ts';
import { forwardUpstream } from './upstream-names.ts';

/** Every upstream that an integration calls, the endpoint that it forwards to among them. */
export function upstreamsOf({
  name,
  forward,
  upstreams,
}: Integration): readonly UpstreamDefinition[] {
  return forward === undefined
    ? Object.values(upstreams ?? {})
    : [forwardEndpoint({ name, forward })];
}

/** The user's own endpoint as an upstream. */
export function forwardEndpoint({
  name,
  forward,
}: Pick<ForwardedIntegration, 'name' | 'forward'>): UpstreamDefinition {
  return defineUpstream({
    name: forwardUpstream(name),
    label: 'the endpoint',
    baseUrl: new URL(forward).origin,
    timeouts: { connectMs: 5_000, readMs: 15_000, totalMs: 30_000 },
    idempotency: { header: 'webhook-id' },
  });
}
