import { App } from 'aws-cdk-lib';
import { buildApp } from '../lib/build-app.ts';
import { checkTemplates } from '../lib/check-templates.ts';
import { ConfigurationError } from '../lib/configuration-error.ts';
import { LocalEndpoint } from '../lib/local-endpoint.ts';
import { locateIntegrations } from '../lib/locate-integrations.ts';
import { resolveStage } from '../lib/resolve-stage.ts';
import { localStage, stages } from '../lib/stages.ts';

try {
  const app = new App();
  const context = (key: string) => app.node.tryGetContext(key) as unknown;
  const endpoint = context('localEndpoint');
  const localEndpoint = endpoint === undefined ? undefined : new LocalEndpoint(String(endpoint));

  const stage = resolveStage(context('stage') ?? 'dev', stages, localEndpoint && localStage);
  const integrations = await locateIntegrations(context('integrations') as string | undefined);

  buildApp(app, { stage, integrations, localEndpoint });
  checkTemplates(app, stage.config);
  app.synth();
  for (const line of localEndpoint?.describeLeftOut() ?? []) console.error(line);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
