import { App } from 'aws-cdk-lib';
import { buildApp } from '../lib/build-app.ts';
import { LocalEndpoint } from '../lib/local-endpoint.ts';
import { locateIntegrations } from '../lib/locate-integrations.ts';
import { resolveStage } from '../lib/resolve-stage.ts';
import { localStage, stages } from '../lib/stages.ts';

const app = new App();
const endpointUrl: unknown = app.node.tryGetContext('localEndpoint');
const localEndpoint =
  endpointUrl === undefined ? undefined : new LocalEndpoint(String(endpointUrl));
const stageName: unknown = app.node.tryGetContext('stage') ?? 'dev';
const folder = app.node.tryGetContext('integrations') as string | undefined;

buildApp(app, {
  stage: resolveStage(stageName, stages, localEndpoint && localStage),
  integrations: await locateIntegrations(folder),
  localEndpoint,
});
app.synth();
for (const line of localEndpoint?.describeLeftOut() ?? []) console.error(line);
