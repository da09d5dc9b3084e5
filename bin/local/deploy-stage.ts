import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { stageNames } from '../../lib/names.ts';
import { ExplainedError } from '../terminal/explained-error.ts';
import type { Progress } from '../terminal/progress.ts';
import { stageDirectory } from './integration-folder.ts';
import { localClientConfig, localRegion, localToolEnvironment } from './local-aws.ts';
import type { LocalEndpoint } from './local-endpoint.ts';
import { logDirectory, nodeDirectory, repositoryDirectory } from './repository.ts';
import { lastLines, runTool } from './run-tool.ts';

export interface StageDeployment {
  readonly endpoint: LocalEndpoint;
  readonly stage: string;
  /** Folder of the integrations, shaped like `lambdas/integrations`. */
  readonly integrationsDirectory: string;
  readonly progress: Progress;
}

const toolkitStack = 'CDKToolkit';
const stacksAtOnce = 4;

/**
 * Deploys the CDK app, the one that goes to AWS, to a local endpoint.
 *
 * @returns the URL under which the stage takes webhooks; an integration's name follows it
 */
export async function deployStage(deployment: StageDeployment): Promise<string> {
  const { endpoint, stage, integrationsDirectory, progress } = deployment;
  const directory = stageDirectory(stage);
  mkdirSync(directory, { recursive: true });
  if (!(await isBootstrapped(endpoint))) {
    await progress.step('Bootstrapping the CDK', () =>
      cdk(deployment, ['bootstrap', `aws://${endpoint.account}/${localRegion}`], () => undefined),
    );
  }
  const outputsFile = join(directory, 'outputs.json');
  await progress.step(`Deploying stage ${stage}`, (detail) =>
    cdk(
      deployment,
      [
        ...['deploy', '--all', '--method', 'direct', '--concurrency', String(stacksAtOnce)],
        ...['--context', `stage=${stage}`, '--context', `localEndpoint=${endpoint.url}`],
        ...['--context', `integrations=${integrationsDirectory}`],
        ...['--output', join(directory, 'cdk.out'), '--outputs-file', outputsFile],
      ],
      (line) => {
        const deployed = / ✅ {2}(\S+)/.exec(line)?.[1];
        if (deployed !== undefined) detail(deployed);
        if (/^left out/i.test(line)) progress.say(line);
      },
    ),
  );
  const outputs = JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<
    string,
    Record<string, string> | undefined
  >;
  const url = outputs[stageNames(stage).coreStack]?.['WebhookBaseUrl'];
  if (url === undefined) throw new Error(`${outputsFile} has no WebhookBaseUrl.`);
  return url;
}

async function cdk(
  { endpoint, stage }: StageDeployment,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<void> {
  const environment = localToolEnvironment(endpoint.url);
  const result = await runTool(
    join(repositoryDirectory, 'node_modules', '.bin', 'cdk'),
    [...args, '--ci', '--no-notices', '--no-version-reporting', '--require-approval', 'never'],
    {
      cwd: repositoryDirectory,
      env: {
        ...environment,
        PATH: [nodeDirectory, environment['PATH'] ?? ''].join(delimiter),
        CDK_DISABLE_CLI_TELEMETRY: 'true',
      },
      onLine,
    },
  );
  if (result.status === 0) return;
  const logFile = join(logDirectory(), `cdk-${args[0] ?? ''}-${stage}.log`);
  writeFileSync(logFile, result.output);
  throw new ExplainedError(`\`cdk ${args[0] ?? ''}\` failed.\n${lastLines(result.output)}`, {
    nextStep: `All of what it said: ${logFile}`,
  });
}

async function isBootstrapped(endpoint: LocalEndpoint): Promise<boolean> {
  const client = new CloudFormationClient(localClientConfig(endpoint.url));
  return client.send(new DescribeStacksCommand({ StackName: toolkitStack })).then(
    () => true,
    () => false,
  );
}
