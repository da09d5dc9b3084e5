import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import { projectRoot } from './constructs/write-bundle.ts';
import type { LocatedIntegration } from './located-integration.ts';

/** Where your integrations are. */
export const integrationsFolder = join(projectRoot, 'lambdas/integrations');

/**
 * Loads a folder of integrations: its `index.ts` lists them as `integrations`, and each has a folder
 * with its name.
 */
export async function locateIntegrations(
  folder: string = integrationsFolder,
): Promise<LocatedIntegration[]> {
  const list = join(resolve(folder), 'index.ts');
  const { integrations } = (await importFile(list)) as { integrations: readonly Integration[] };
  return Promise.all(
    integrations.map(async (definition) => {
      const file = join(resolve(folder), definition.name, 'index.ts');
      const module = existsSync(file) ? await importFile(file) : {};
      return { definition, file, exported: module['default'] };
    }),
  );
}

async function importFile(path: string): Promise<Record<string, unknown>> {
  return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
}
