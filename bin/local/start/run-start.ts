import { optionalEnvironment } from '../../../lambdas/runtime/environment.ts';
import { ExplainedError, indent } from '../../terminal/explained-error.ts';
import { createProgress, type Progress } from '../../terminal/progress.ts';
import { define, demoIntegrationNames, demoModule } from '../demo/demo-integrations.ts';
import { startDemoUpstream } from '../demo/demo-upstream.ts';
import { deployDemo } from '../demo/deploy-demo.ts';
import { defaultEndpointUrl } from '../local-aws.ts';
import { findEndpoint, useOrStartEndpoint, type LocalEndpoint } from '../local-endpoint.ts';
import { removeStage } from '../remove-stage.ts';
import { CleanUp } from '../clean-up.ts';
import { scenarios } from './scenarios.ts';
import { resultTable } from './show-results.ts';
import { startHelp } from './start-help.ts';
import { parseStart, type StartOptions } from './start-options.ts';
import { curlExamples, followOutcomes } from './stay.ts';

const demoStageName = 'local';

/** @returns the exit status; never returns where it stays, until a signal ends the process */
export async function runStart(words: readonly string[]): Promise<number> {
  const options = parseStart(
    words,
    scenarios.map(({ name }) => name),
  );
  if (options.help) {
    console.log(startHelp(scenarios));
    return 0;
  }
  const progress = createProgress(process.stderr);
  const cleanUp = new CleanUp();
  cleanUp.onSignals(() => {
    progress.say('\nStopping what was started here …');
  });
  try {
    if (options.remove) return await remove(progress);
    return await show(options, progress, cleanUp);
  } finally {
    await cleanUp.run();
  }
}

async function show(options: StartOptions, progress: Progress, cleanUp: CleanUp): Promise<number> {
  const endpoint = await useOrStartEndpoint(endpointUrl(), progress);
  cleanUp.add(() => endpoint.stop());
  progress.say(`AWS: ${describe(endpoint)}`);
  const { upstreamHost: host } = options;
  const upstream = await startDemoUpstream({
    endpoint: endpoint.url,
    ...(host !== undefined && { host }),
  });
  cleanUp.add(() => upstream.close());

  const stage = await deployDemo({
    endpoint,
    progress,
    stage: demoStageName,
    source: { module: demoModule, names: demoIntegrationNames, define },
    upstreamUrl: upstream.url,
  });
  const scenario = scenarios.find(({ name }) => name === options.scenario);
  const cases = (await scenario?.run(stage, progress)) ?? [];
  const ok = cases.length > 0 && cases.every((result) => result.ok);
  if (options.json) {
    console.log(JSON.stringify({ ok, endpoint: endpoint.url, cases }, undefined, 2));
  } else {
    console.log(`\n${resultTable(cases, process.stdout)}\n`);
  }
  if (options.once) return ok ? 0 : 1;

  const webhooks = Object.values(stage.targets).map(({ url }) => url);
  console.log(
    [
      `Send webhooks to:\n${indent(webhooks.join('\n'))}`,
      `What the upstream was called for: ${upstream.url}`,
      `\n${curlExamples(stage)}`,
      `\nOutcomes as they happen. Ctrl-C stops what was started here.${staysBehind(endpoint)}\n`,
    ].join('\n'),
  );
  return followOutcomes(stage, console.log);
}

async function remove(progress: Progress): Promise<number> {
  const url = endpointUrl();
  const endpoint = await findEndpoint(url);
  if (endpoint === undefined) {
    throw new ExplainedError(`Nothing answers at ${url}, so there is nothing to remove.`, {
      nextStep: 'Name another endpoint in AWS_ENDPOINT_URL if the demo is elsewhere.',
    });
  }
  await progress.step(`Removing stage ${demoStageName} from ${url}`, () =>
    removeStage(endpoint, demoStageName),
  );
  return 0;
}

function endpointUrl(): string {
  return (optionalEnvironment('AWS_ENDPOINT_URL') ?? defaultEndpointUrl).replace(/\/$/, '');
}

function describe({ product, url, started }: LocalEndpoint): string {
  return `${product} at ${url}, ${started ? 'started here' : 'found running; it is left as it is'}`;
}

function staysBehind({ started }: LocalEndpoint): string {
  if (started) return '';
  return (
    `\nThe stage "${demoStageName}" stays at the endpoint, which was there before: ` +
    '`npm start -- --remove` takes it off.'
  );
}
