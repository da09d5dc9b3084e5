import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { resolveProvider } from '../lambdas/providers/catalog.ts';
import type { Route, Routes } from '../lambdas/verifier/routes.ts';
import type { LocatedIntegration } from './located-integration.ts';

/** Integration name to route. Sorted, so that the order of the list changes nothing. */
export function routeTable(integrations: readonly LocatedIntegration[]): Routes {
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
export function writeRouteTable(directory: string, table: Routes): string {
  mkdirSync(directory, { recursive: true });
  const file = resolve(directory, 'routes.json');
  writeFileSync(file, JSON.stringify(table, undefined, 2));
  return file;
}
