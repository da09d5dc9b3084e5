import { isDeepStrictEqual } from 'node:util';
import type { OAuthCredential } from '../lambdas/contract/credentials.ts';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import { upstreamsOf } from '../lambdas/contract/upstreams-of.ts';

const whatDecides = ['kind', 'tokenUrl', 'scope', 'parameters'] as const;

/**
 * A stage keeps one access token for each secret: two upstreams that would ask for different ones with it
 * would take turns in replacing it, and be sent each other's.
 */
export function sharedTokenProblems(integrations: readonly Integration[]): string[] {
  const first = new Map<string, { readonly by: string; readonly credential: OAuthCredential }>();
  return integrations.flatMap((integration) =>
    // A mistake in the URL of a forward is told elsewhere; its upstream has no credential.
    (integration.forward === undefined ? upstreamsOf(integration) : []).flatMap((upstream) => {
      const { credential } = upstream;
      if (!isOAuth(credential)) return [];
      const by = `upstream "${upstream.name}" of "${integration.name}"`;
      const known = first.get(credential.secret);
      if (known === undefined) first.set(credential.secret, { by, credential });
      const differs =
        known &&
        whatDecides.find((key) => !isDeepStrictEqual(known.credential[key], credential[key]));
      if (known === undefined || differs === undefined) return [];
      return [
        `${by}: expected the same credential.${differs} as ${known.by} has, because both use the secret ` +
          `"${credential.secret}" and share its access token; got another one. Put the secret under another name as well, ` +
          'and use that.',
      ];
    }),
  );
}

function isOAuth(credential: unknown): credential is OAuthCredential {
  return typeof credential === 'object' && credential !== null && 'tokenUrl' in credential;
}
