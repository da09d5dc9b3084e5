import { fileURLToPath } from 'node:url';
import { AssetHashType, BundlingOutput, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface Bundle {
  /** Absolute path of the file that exports `handler`. */
  readonly entry: string;
  /** Module names that stand for a file chosen at synth: `{ '#integration': '/…/index.ts' }`. */
  readonly alias: Readonly<Record<string, string>>;
}

/**
 * One Lambda's code: a single ES module with its source map, the AWS SDK included, so that what runs
 * is what was tested.
 *
 * esbuild runs in this process. `NodejsFunction` starts it through a shell and `npx`, which costs a
 * second per function: see docs/adr/0003-bundling-in-process.md.
 */
export function bundledCode(bundle: Bundle): Code {
  return Code.fromAsset(projectRoot, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      outputType: BundlingOutput.NOT_ARCHIVED,
      // Neither is ever run. But CDK takes two bundles of one source folder and one command for the
      // same, and would give one Lambda the code of the other.
      image: DockerImage.fromRegistry('unused'),
      command: [JSON.stringify(bundle)],
      local: {
        tryBundle(outputDirectory) {
          runEsbuild(bundle, `${outputDirectory}/index.mjs`);
          return true;
        },
      },
    },
  });
}

function runEsbuild({ entry, alias }: Bundle, outfile: string): void {
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
export function lambdaEntry(folder: 'verifier' | 'processor'): string {
  return `${projectRoot}lambdas/${folder}/index.ts`;
}
