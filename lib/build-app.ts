import { Annotations, Aspects, type App } from 'aws-cdk-lib';
import { upstreamNames } from '../lambdas/contract/upstream-names.ts';
import { catalog } from '../lambdas/providers/catalog.ts';
import { CoreStack } from './core-stack.ts';
import { fleetOf, writeFleet } from './fleet.ts';
import { integrationWarnings } from './integration-problems.ts';
import { IntegrationStack } from './integration-stack.ts';
import type { LocalEndpoint } from './local-endpoint.ts';
import type { LocatedIntegration } from './located-integration.ts';
import { HoldStack } from './hold-stack.ts';
import {
  acknowledgeCore,
  acknowledgeHolds,
  acknowledgeIntegration,
} from './nag-acknowledgements.ts';
import { integrationNames, stageNames } from './names.ts';
import type { Stage } from './resolve-stage.ts';
import { routeTable, writeRouteTable } from './route-table.ts';
import { validateIntegrations } from './validate-integrations.ts';
import { validateThresholds } from './validate-thresholds.ts';

export interface BreakwaterApp {
  readonly stage: Stage;
  readonly integrations: readonly LocatedIntegration[];
  readonly localEndpoint?: LocalEndpoint | undefined;
}

/** Puts a stage's stacks into `app`: the core, and one for each integration. */
export function buildApp(app: App, { stage, integrations, localEndpoint }: BreakwaterApp): void {
  validateIntegrations(
    integrations,
    catalog.map(({ id }) => id),
  );
  validateThresholds(
    stage,
    integrations.map(({ definition }) => definition.name),
  );
  const definitions = integrations.map(({ definition }) => definition);
  const { coreStack, holdStack } = stageNames(stage.name);
  // A stack without resources cannot be deployed.
  const hold = definitions.some((one) => upstreamNames(one).length > 0)
    ? new HoldStack(app, holdStack, { stage, integrations: definitions })
    : undefined;
  if (hold) acknowledgeHolds(hold);
  const core = new CoreStack(app, coreStack, {
    stage,
    integrations: definitions,
    routesFile: writeRouteTable(app.outdir, routeTable(integrations)),
    fleetFile: writeFleet(app.outdir, fleetOf(definitions)),
    apiAddress: localEndpoint && ((apiId) => localEndpoint.apiAddress(apiId)),
  });
  for (const integration of integrations) {
    const { stack } = integrationNames(stage.name, integration.definition.name);
    const own = new IntegrationStack(app, stack, { stage, integration });
    own.addStackDependency(core);
    if (hold) own.addStackDependency(hold);
    for (const warning of integrationWarnings(integration.definition)) {
      Annotations.of(own).addWarningV2('breakwater:upstream', warning);
    }
    acknowledgeIntegration(own, stage, integration.definition.name);
  }
  acknowledgeCore(core, stage);
  if (localEndpoint) Aspects.of(app).add(localEndpoint);
}
