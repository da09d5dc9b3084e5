import { join } from 'node:path';
import { resolveProvider } from '../../../lambdas/providers/catalog.ts';
import type { Progress } from '../../terminal/progress.ts';
import { define, demoIntegrationNames } from '../demo/demo-integrations.ts';
import { ensureSecret } from '../demo/demo-secrets.ts';
import type { DemoStage } from '../demo/demo-stage.ts';
import { UpstreamControl } from '../demo/upstream-control.ts';
import { deployStage } from '../deploy-stage.ts';
import { writeIntegrationFolder } from '../integration-folder.ts';
import { localClientConfig } from '../local-aws.ts';
import type { LocalEndpoint } from '../local-endpoint.ts';
import { localFolder } from '../repository.ts';

export const demoStageName = 'local';

/** Deploys the demo's integrations and gives each a secret. */
export async function deployDemo(
  endpoint: LocalEndpoint,
  upstreamUrl: string,
  progress: Progress,
): Promise<DemoStage> {
  const source = {
    module: join(localFolder, 'demo', 'demo-integrations.ts'),
    names: demoIntegrationNames,
  };
  const webhookUrl = await deployStage({
    endpoint,
    progress,
    stage: demoStageName,
    integrationsDirectory: writeIntegrationFolder(demoStageName, source, upstreamUrl),
  });
  const config = localClientConfig(endpoint.url);
  const targets = await Promise.all(
    demoIntegrationNames.map(async (name) => {
      const provider = resolveProvider(define(name, upstreamUrl).provider);
      const secret = await ensureSecret(config, demoStageName, name, provider);
      return [name, { url: `${webhookUrl}/${name}`, provider, secret }] as const;
    }),
  );
  return {
    name: demoStageName,
    config,
    targets: Object.fromEntries(targets),
    upstream: new UpstreamControl(upstreamUrl),
  };
}
