import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { localDirectory } from './repository.ts';

/** What a local run writes for one stage: outputs, assembly, integrations. */
export function stageDirectory(stage: string): string {
  return join(localDirectory, 'stages', stage);
}

/** Where the integrations of a stage that a local run deployed are; absent for your own stages. */
export function stageIntegrationsDirectory(stage: string): string {
  return join(stageDirectory(stage), 'integrations');
}

/**
 * Writes a folder of the same shape as `lambdas/integrations`, for integrations whose upstream's address
 * is known only now. Each name has a file `<name>.ts` in `sourceDirectory` that exports
 * `define(upstreamUrl)`.
 *
 * @returns the folder, for `-c integrations=`
 */
export function writeIntegrationFolder(
  stage: string,
  sourceDirectory: string,
  names: readonly string[],
  upstreamUrl: string,
): string {
  const folder = stageIntegrationsDirectory(stage);
  rmSync(folder, { recursive: true, force: true });
  for (const name of names) {
    const directory = join(folder, name);
    mkdirSync(directory, { recursive: true });
    const source = relative(directory, join(sourceDirectory, `${name}.ts`));
    writeFileSync(
      join(directory, 'index.ts'),
      `import { define } from '${source}';\n\nexport default define('${upstreamUrl}');\n`,
    );
  }
  const imports = names.map((name, index) => `import i${index} from './${name}/index.ts';\n`);
  const list = names.map((_, index) => `i${index}`);
  writeFileSync(
    join(folder, 'index.ts'),
    `${imports.join('')}\nexport const integrations = [${list.join(', ')}];\n`,
  );
  return folder;
}
