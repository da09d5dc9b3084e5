import type { Integration } from '../../../lambdas/contract/define-integration.ts';
import { resolveProvider } from '../../../lambdas/providers/catalog.ts';
import type { Progress } from '../../terminal/progress.ts';
import { deployStage } from '../deploy-stage.ts';
import { writeIntegrationFolder, type IntegrationSource } from '../integration-folder.ts';
import { localClientConfig } from '../local-aws.ts';
import type { LocalEndpoint } from '../local-endpoint.ts';
import { ensureSecret } from './demo-secrets.ts';
import type { DemoStage } from './demo-stage.ts';
import { UpstreamControl } from './upstream-control.ts';

export interface DemoDeployment {
  readonly endpoint: LocalEndpoint;
  readonly stage: string;
  readonly source: IntegrationSource & {
    define(name: string, upstreamUrl: string): Integration;
  };
  /** Of a running demo upstream. */
  readonly upstreamUrl: string;
  readonly progress: Progress;
}

/** Deploys integrations that call the demo upstream, and gives each a signing secret. */
export async function deployDemo(deployment: DemoDeployment): Promise<DemoStage> {
  const { endpoint, stage, source, upstreamUrl, progress } = deployment;
  const webhookUrl = await deployStage({
    endpoint,
    stage,
    progress,
    integrationsDirectory: writeIntegrationFolder(stage, source, upstreamUrl),
  });
  const config = localClientConfig(endpoint.url);
  const targets = await Promise.all(
    source.names.map(async (name) => {
      const provider = resolveProvider(source.define(name, upstreamUrl).provider);
      const secret = await ensureSecret(config, stage, name, provider);
      return [name, { url: `${webhookUrl}/${name}`, provider, secret }] as const;
    }),
  );
  return {
    name: stage,
    config,
    targets: Object.fromEntries(targets),
    upstream: new UpstreamControl(upstreamUrl),
  };
}
