import type { Credential } from '../../../lambdas/contract/credentials.ts';
import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import { didYouMean } from '../../../lib/near-matches.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';

/** A secret in Secrets Manager that one or more upstreams take their credential from. */
export interface DeclaredSecret {
  /** The last part of its name: `crm-oauth`. */
  readonly name: string;
  /** The credential of the first upstream that declares the secret; all others must be able to read the same text. */
  readonly credential: Credential;
  readonly credentials: readonly Credential[];
  /** Names of the upstreams that use it. */
  readonly upstreams: readonly string[];
  /** Names of the integrations whose handlers call those upstreams. */
  readonly integrations: readonly string[];
}

/** The upstream secrets that integrations declare, in the order of their list. */
export function declaredSecrets(integrations: readonly Integration[]): DeclaredSecret[] {
  const declared = integrations.flatMap(({ name: integration, upstreams = {} }) =>
    Object.values(upstreams).flatMap(({ name: upstream, credential }) =>
      credential === undefined ? [] : [{ integration, upstream, credential }],
    ),
  );
  const bySecret = Map.groupBy(declared, ({ credential }) => credential.secret);
  return [...bySecret].flatMap(([name, uses]) => {
    const [first] = uses;
    if (first === undefined) return [];
    return {
      name,
      credential: first.credential,
      credentials: uses.map(({ credential }) => credential),
      upstreams: [...new Set(uses.map(({ upstream }) => upstream))],
      integrations: [...new Set(uses.map(({ integration }) => integration))],
    };
  });
}

/**
 * The declared secret with that name, or the secret of the upstream with that name.
 *
 * @throws ExplainedError if no integration of the stage declares one
 */
export function findDeclared(
  integrations: readonly Integration[],
  name: string,
  stage: string,
): DeclaredSecret {
  const secrets = declaredSecrets(integrations);
  const found =
    secrets.find((secret) => secret.name === name) ??
    secrets.find(({ upstreams }) => upstreams.includes(name));
  if (found !== undefined) return found;
  const names = secrets.map((secret) => secret.name);
  throw new ExplainedError(
    `No integration of stage "${stage}" declares an upstream secret "${name}".${didYouMean(name, names)}`,
    {
      nextStep:
        names.length === 0
          ? 'No upstream has a credential: set `credential` in its `defineUpstream`.'
          : `Declared secrets: ${names.join(', ')}.`,
    },
  );
}
