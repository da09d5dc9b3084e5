import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { upstreamNames } from '../lambdas/contract/upstream-names.ts';
import { resolveProvider } from '../lambdas/providers/catalog.ts';
import type { StageTable, StageTableEntry } from '../lambdas/widgets/stage-table.ts';
import type { LocatedIntegration } from './located-integration.ts';

/** Sorted, so that the order of the list changes nothing. */
export function stageTable(integrations: readonly LocatedIntegration[]): StageTable {
  return integrations
    .map(({ definition }): StageTableEntry => ({
      name: definition.name,
      provider: resolveProvider(definition.provider).id,
      upstreams: upstreamNames(definition),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Writes the table where the bundles of the dashboard's functions take it from, and says where that is. */
export function writeStageTable(directory: string, table: StageTable): string {
  mkdirSync(directory, { recursive: true });
  const file = resolve(directory, 'stage-table.json');
  writeFileSync(file, JSON.stringify(table, undefined, 2));
  return file;
}
