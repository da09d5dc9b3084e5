import { isDeepStrictEqual } from 'node:util';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import type { UpstreamDefinition } from '../lambdas/contract/define-upstream.ts';
import { upstreamsOf } from '../lambdas/contract/upstreams-of.ts';
import { shown } from './shown-value.ts';

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
          `they share its breaker; got ${shown(definition[differs])} in "${integration.name}", and ` +
          `${shown(known.definition[differs])} in "${known.by}". Define it once and import it, or give it another name.`,
      ];
    }),
  );
}

/** A credential as well: what isolates the breaker by one of two would be lifted by the other. */
const shared = ['baseUrl', 'breaker', 'credential'] as const;

function differingKey(
  one: UpstreamDefinition,
  other: UpstreamDefinition,
): (typeof shared)[number] | undefined {
  return shared.find((key) => !isDeepStrictEqual(one[key] ?? {}, other[key] ?? {}));
}
