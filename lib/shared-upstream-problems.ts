import { isDeepStrictEqual } from 'node:util';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import type { UpstreamDefinition } from '../lambdas/contract/define-upstream.ts';
import { upstreamsOf } from '../lambdas/contract/upstreams-of.ts';

/** Upstreams of one name share one breaker, whichever integration calls them: they must be one. */
export function sharedUpstreamProblems(integrations: readonly Integration[]): string[] {
  const first = new Map<string, { readonly by: string; readonly definition: UpstreamDefinition }>();
  return integrations.flatMap((integration) =>
    // A mistake in the URL of a forward is told elsewhere.
    (integration.forward === undefined ? upstreamsOf(integration) : []).flatMap((definition) => {
      const known = first.get(definition.name);
      if (known === undefined) first.set(definition.name, { by: integration.name, definition });
      const differs = known && differingKey(known.definition, definition);
      if (known === undefined || differs === undefined) return [];
      return [
        `upstream "${definition.name}": expected the same ${differs} in all integrations that call it, because ` +
          `they share its breaker; got another one in "${integration.name}" than in "${known.by}". Define it ` +
          'once and import it, or give it another name.',
      ];
    }),
  );
}

function differingKey(
  one: UpstreamDefinition,
  other: UpstreamDefinition,
): 'baseUrl' | 'breaker' | undefined {
  if (one.baseUrl !== other.baseUrl) return 'baseUrl';
  return isDeepStrictEqual(one.breaker ?? {}, other.breaker ?? {}) ? undefined : 'breaker';
}
