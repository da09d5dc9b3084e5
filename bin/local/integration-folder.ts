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

/** Integrations whose upstream's address is known only when they are deployed. */
export interface IntegrationSource {
  /** Absolute path of a module that exports `define(name, upstreamUrl)`. */
  readonly module: string;
  readonly names: readonly string[];
}

/**
 * Writes a folder of the same shape as `lambdas/integrations`.
 *
 * @returns the folder, for `-c integrations=`
 */
export function writeIntegrationFolder(
  stage: string,
  source: IntegrationSource,
  upstreamUrl: string,
): string {
  const folder = stageIntegrationsDirectory(stage);
  rmSync(folder, { recursive: true, force: true });
  for (const name of source.names) {
    const directory = join(folder, name);
    mkdirSync(directory, { recursive: true });
    const module = relative(directory, source.module);
    writeFileSync(
      join(directory, 'index.ts'),
      `import { define } from '${module}';\n\nexport default define('${name}', '${upstreamUrl}');\n`,
    );
  }
  const imports = source.names.map(
    (name, index) => `import i${index} from './${name}/index.ts';\n`,
  );
  const list = source.names.map((_, index) => `i${index}`);
  writeFileSync(
    join(folder, 'index.ts'),
    `${imports.join('')}\nexport const integrations = [${list.join(', ')}];\n`,
  );
  return folder;
}
