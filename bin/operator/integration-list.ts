import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Integration } from '../../lambdas/contract/define-integration.ts';
import { didYouMean } from '../../lib/near-matches.ts';
import { stageIntegrationsDirectory } from '../local/integration-folder.ts';
import { repositoryDirectory } from '../local/repository.ts';
import { ExplainedError } from '../terminal/explained-error.ts';
import { listEntryOf } from './new/list-file.ts';

const ownIntegrationsDirectory = join(repositoryDirectory, 'lambdas', 'integrations');

/** The folder that a stage's integrations are deployed from: yours, or the demo's on a local stage. */
export function integrationsDirectoryOf(stage: string): string {
  const demo = stageIntegrationsDirectory(stage);
  return existsSync(demo) ? demo : ownIntegrationsDirectory;
}

/** The integrations that a stage is deployed from, in the order of their list. */
export async function listedIntegrations(stage: string): Promise<readonly Integration[]> {
  const { integrations } = (await import(pathToFileURL(listFile(stage)).href)) as {
    integrations: readonly Integration[];
  };
  return integrations;
}

/** @throws ExplainedError if the stage has no integration of that name */
export async function findIntegration(stage: string, name: string): Promise<Integration> {
  const integrations = await listedIntegrations(stage);
  const found = integrations.find((integration) => integration.name === name);
  if (found !== undefined) return found;
  const names = integrations.map((integration) => integration.name);
  throw new ExplainedError(
    `Stage "${stage}" has no integration "${name}".${didYouMean(name, names)}`,
    {
      nextStep: [
        `Listed in ${relative(repositoryDirectory, listFile(stage))}: ${names.join(', ') || 'none'}.`,
        integrationsDirectoryOf(stage) === ownIntegrationsDirectory
          ? howToList(name, existsSync(join(ownIntegrationsDirectory, name)))
          : 'That is the demo. Yours are deployed to a stage of their own: name it with --stage.',
      ].join('\n'),
    },
  );
}

/** What brings an integration into the list: written anew, or back where it is written already. */
export function howToList(name: string, isWritten: boolean): string {
  if (!isWritten) return `To add it: npm run breakwater -- new ${name} --provider <id>`;
  const list = readFileSync(join(ownIntegrationsDirectory, 'index.ts'), 'utf8');
  const { importLine, identifier } = listEntryOf(name, list);
  return (
    `lambdas/integrations/${name} is written and not listed. To list it, put into lambdas/integrations/index.ts:\n` +
    `  ${importLine}\n` +
    `and ${identifier} into its list; then deploy.`
  );
}

function listFile(stage: string): string {
  return join(integrationsDirectoryOf(stage), 'index.ts');
}
