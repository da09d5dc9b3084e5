import { dirname } from 'node:path';
import { AssetHashType, BundlingOutput, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { writeBundle, type Bundle } from './write-bundle.ts';

/**
 * One Lambda's code: a single ES module with its source map, the AWS SDK included, so that what runs
 * is what was tested.
 *
 * esbuild runs in this process. `NodejsFunction` starts it through a shell and `npx`, which costs
 * a third of a second for each function: see docs/adr/0003-bundling-in-process.md.
 */
export function bundledCode(bundle: Bundle): Code {
  return Code.fromAsset(dirname(bundle.entry), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      outputType: BundlingOutput.NOT_ARCHIVED,
      // Neither is ever run. But CDK takes two bundles of one source folder and one command for the
      // same, and would give one Lambda the code of the other.
      image: DockerImage.fromRegistry('unused'),
      command: [JSON.stringify(bundle)],
      local: {
        tryBundle(outputDirectory) {
          writeBundle(bundle, `${outputDirectory}/index.mjs`);
          return true;
        },
      },
    },
  });
}
