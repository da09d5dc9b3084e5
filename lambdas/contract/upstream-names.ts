import type { Integration } from './define-integration.ts';

/** The upstream that an integration's own endpoint is: a breaker and metrics for each. */
export function forwardUpstream(integration: string): string {
  return `forward-${integration}`;
}

/** Names of all upstreams that an integration calls. */
export function upstreamNames(definition: Integration): string[] {
  if (definition.forward !== undefined) return [forwardUpstream(definition.name)];
  return Object.values(definition.upstreams ?? {}).map(({ name }) => name);
}
