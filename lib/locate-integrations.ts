import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import { projectRoot } from './constructs/bundled-code.ts';
import type { LocatedIntegration } from './located-integration.ts';

const integrationsFolder = join(projectRoot, 'lambdas/integrations');

/** Finds the file of each integration in the list: the folder with its name. */
export function locateIntegrations(definitions: readonly Integration[]): LocatedIntegration[] {
  return definitions.map((definition) => {
    const file = join(integrationsFolder, definition.name, 'index.ts');
    if (!existsSync(file)) throw new Error(`Integration "${definition.name}": expected ${file}.`);
    return { definition, file };
  });
}
