import { App } from 'aws-cdk-lib';
import { integrations } from '../lambdas/integrations/index.ts';
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

buildApp(app, {
  stage: resolveStage(stageName, stages, localEndpoint && localStage),
  integrations: locateIntegrations(integrations),
  localEndpoint,
});
app.synth();
