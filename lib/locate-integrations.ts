import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import { ConfigurationError } from './configuration-error.ts';
import { projectRoot } from './constructs/write-bundle.ts';
import type { LocatedIntegration } from './located-integration.ts';
import { shown } from './shown-value.ts';

/** Where your integrations are. */
export const integrationsFolder = join(projectRoot, 'lambdas/integrations');

/**
 * Loads a folder of integrations: its `index.ts` lists them as `integrations`, and each has a folder
 * with its name.
 *
 * @throws ConfigurationError where the list holds something that is no integration, or imports what is not there
 */
export async function locateIntegrations(
  folder: string = integrationsFolder,
): Promise<LocatedIntegration[]> {
  const list = join(resolve(folder), 'index.ts');
  const { integrations } = await importFile(list);
  return Promise.all(
    listed(integrations, list).map(async (definition) => {
      const file = join(resolve(folder), definition.name, 'index.ts');
      const module = existsSync(file) ? await importFile(file) : {};
      return { definition, file, exported: module['default'] };
    }),
  );
}

/** What is in them, `validateIntegrations` looks at. Here they only need a name to be found by. */
function listed(integrations: unknown, list: string): readonly Integration[] {
  if (!Array.isArray(integrations)) {
    throw new ConfigurationError(
      `${list}: expected it to export a list called "integrations"; got ${shown(integrations)}.`,
    );
  }
  const problems = integrations.flatMap((one: unknown, index) =>
    isNamed(one)
      ? []
      : [
          `integrations[${String(index)}]: expected what defineIntegration({ name: "…", … }) returns; got ` +
            `${shown(one)}. Does its file export it by default, and import nothing that imports the list?`,
        ],
  );
  if (problems.length > 0) {
    throw new ConfigurationError([`${list} cannot be used:`, ...problems].join('\n  - '));
  }
  return integrations as readonly Integration[];
}

function isNamed(value: unknown): value is { readonly name: string } {
  if (typeof value !== 'object' || value === null) return false;
  return typeof (value as { readonly name?: unknown }).name === 'string';
}

async function importFile(path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.endsWith('MODULE_NOT_FOUND') !== true) throw error;
    throw new ConfigurationError(
      `${path}: expected it to be there, and all that it imports; got "${(error as Error).message}". ` +
        'Bring the file back, or take what imports it off the list.',
    );
  }
}
