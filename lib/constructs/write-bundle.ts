import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface Bundle {
  /** Absolute path of the file that exports `handler`. */
  readonly entry: string;
  /** Module names that stand for a file chosen at synth: `{ '#integration': '/…/index.ts' }`. */
  readonly alias: Readonly<Record<string, string>>;
}

/** Bundles one Lambda into a single ES module with its source map. What measures it calls this too. */
export function writeBundle({ entry, alias }: Bundle, outfile: string): void {
  buildSync({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile,
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
}

/** Bundled CommonJS packages call `require` for Node's own modules; an ES module has none. */
const requireForCommonJs =
  "import { createRequire as __createRequire } from 'node:module';" +
  'const require = __createRequire(import.meta.url);';

/** The file that exports the handler of a Lambda in `lambdas/`. */
export function lambdaEntry(
  folder: 'verifier' | 'processor' | 'dashboard-view' | 'dashboard-act',
): string {
  return `${projectRoot}lambdas/${folder}/index.ts`;
}
