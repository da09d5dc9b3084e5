import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveProvider } from '../lambdas/providers/catalog.ts';
import type { Provider } from '../lambdas/verification/provider.ts';
import type { LocatedIntegration } from './located-integration.ts';

/** What the verifier knows of one integration: how to verify, and nothing of what comes after. */
export interface Route {
  readonly provider: Provider;
}

/** Integration name to route. Sorted, so that the order of the list changes nothing. */
export function routeTable(
  integrations: readonly LocatedIntegration[],
): Readonly<Record<string, Route>> {
  return Object.fromEntries(
    integrations
      .map(({ definition }): [string, Route] => [
        definition.name,
        { provider: resolveProvider(definition.provider) },
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Writes the table where the verifier's bundle takes it from, and says where that is. */
export function writeRouteTable(directory: string, table: Readonly<Record<string, Route>>): string {
  mkdirSync(directory, { recursive: true });
  const file = resolve(directory, 'routes.json');
  writeFileSync(file, JSON.stringify(table, undefined, 2));
  return file;
}
