import { writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface Bundle {
  /** Absolute path of the file that exports `handler`. */
  readonly entry: string;
  /** Module names that stand for a file chosen at synth: `{ '#integration': '/…/index.ts' }`. */
  readonly alias: Readonly<Record<string, string>>;
}

/**
 * Bundles one Lambda into a single ES module with its source map. What measures it calls this too. The
 * map names sources as seen from the project, not from `outfile`: the same code makes the same bundle
 * wherever it is written, and so the same asset.
 */
export function writeBundle({ entry, alias }: Bundle, outfile: string): void {
  const { outputFiles } = buildSync({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile: projectRoot + basename(outfile),
    write: false,
    alias: { ...alias },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
    banner: { js: requireForCommonJs },
  });
  for (const { path, text } of outputFiles) {
    writeFileSync(join(dirname(outfile), basename(path)), withoutPlaces(text, alias));
  }
}

/** What synth itself wrote (JSON) lies elsewhere each time, and goes by its alias. */
function withoutPlaces(text: string, alias: Bundle['alias']): string {
  return Object.entries(alias)
    .filter(([, file]) => file.endsWith('.json'))
    .reduce((all, [name, file]) => all.replaceAll(relative(projectRoot, file), name), text);
}

/** Bundled CommonJS packages call `require` for Node's own modules; an ES module has none. */
const requireForCommonJs =
  "import { createRequire as __createRequire } from 'node:module';" +
  'const require = __createRequire(import.meta.url);';

/** The file that exports the handler of a Lambda in `lambdas/`. */
export function lambdaEntry(
  folder: 'verifier' | 'processor' | 'governor' | 'dashboard-view' | 'dashboard-act',
): string {
  return `${projectRoot}lambdas/${folder}/index.ts`;
}
