import type { LocalEndpoint } from '../../../bin/local/local-endpoint.ts';
import { findEndpoint } from '../../../bin/local/local-endpoint.ts';
import { deployDemo } from '../../../bin/local/demo/deploy-demo.ts';
import { startDemoUpstream } from '../../../bin/local/demo/demo-upstream.ts';
import { removeStage } from '../../../bin/local/remove-stage.ts';
import { describeError } from '../../../bin/terminal/explained-error.ts';
import { createProgress } from '../../../bin/terminal/progress.ts';
import { testEndpointUrl } from '../../support/local-tables.ts';
import * as integrations from './integrations.ts';
import { claimStageName, removeLeftovers } from './leftovers.ts';
import { tellTests } from './stage-file.ts';

const undo: (() => Promise<void>)[] = [];

/** Deploys a stage for this run of tests. A failure is told by each test, and keeps no other from running. */
export async function begin(): Promise<void> {
  try {
    const endpoint = await endpointOfRun();
    await removeLeftovers(endpoint);
    const upstream = await startDemoUpstream({ port: 0 });
    undo.push(() => upstream.close());
    const name = claimStageName();
    undo.push(() => removeStage(endpoint, name));
    const { upstream: _control, ...stage } = await deployDemo({
      endpoint,
      stage: name,
      source: integrations,
      upstreamUrl: upstream.url,
      progress: createProgress(),
    });
    tellTests({ stage, upstreamUrl: upstream.url });
  } catch (error) {
    tellTests({ failure: describeError(error) });
  }
}

/** Takes the stage off the endpoint again, last made first. */
export async function end(): Promise<void> {
  for (const action of undo.toReversed()) await action();
}

async function endpointOfRun(): Promise<LocalEndpoint> {
  const endpoint = await findEndpoint(testEndpointUrl());
  if (endpoint === undefined) throw new Error(`Nothing answers at ${testEndpointUrl()}.`);
  return endpoint;
}
