import { existsSync } from 'node:fs';
import { ConfigurationError } from './configuration-error.ts';
import { integrationProblems } from './integration-problems.ts';
import type { LocatedIntegration } from './located-integration.ts';
import { sharedUpstreamProblems } from './shared-upstream-problems.ts';
import { sharedTokenProblems } from './shared-token-problems.ts';
import { shown } from './shown-value.ts';

/**
 * Refuses a list of integrations that cannot be deployed as it is meant.
 *
 * @throws ConfigurationError that lists everything that is wrong, not only the first
 */
export function validateIntegrations(
  integrations: readonly LocatedIntegration[],
  knownProviders: readonly string[],
): void {
  const definitions = integrations.map(({ definition }) => definition);
  const problems = [
    ...integrations.flatMap((integration) => {
      const { definition } = integration;
      return [...integrationProblems(definition, knownProviders), ...fileProblems(integration)].map(
        (problem) => `${shown(definition.name)}: ${problem}`,
      );
    }),
    ...duplicates(integrations.map(({ definition }) => definition.name)).map(
      (name) =>
        `"${name}": expected each name once; it is the name of the URL and of the queue. Rename one.`,
    ),
    ...sharedUpstreamProblems(definitions),
    ...sharedTokenProblems(definitions),
  ];
  if (problems.length === 0) return;
  throw new ConfigurationError(
    ['These integrations cannot be deployed:', ...problems].join('\n  - '),
  );
}

/** The processor is bundled from this file: it must be there, and be the one that was listed. */
function fileProblems({ definition, file, exported }: LocatedIntegration): string[] {
  if (!existsSync(file)) {
    return [`expected its code in a folder with its name: ${file} does not exist.`];
  }
  if (exported === definition) return [];
  const came = isNamed(exported) ? `one called ${shown(exported.name)}` : shown(exported);
  return [
    `expected ${file} to export this integration by default, because its processor is built from ` +
      `there; got ${came}.`,
  ];
}

function isNamed(value: unknown): value is { readonly name: unknown } {
  return typeof value === 'object' && value !== null && 'name' in value;
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
