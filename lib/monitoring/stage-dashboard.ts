import {
  Dashboard,
  DashboardVariable,
  DefaultValue,
  Values,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { integrationNames, stageNames } from '../names.ts';
import type { Stage } from '../resolve-stage.ts';
import { integrationRows } from './integration-widgets.ts';
import { overviewRows } from './overview-widgets.ts';

/** Replaced, wherever it stands in the dashboard, by the integration chosen at its top. */
const chosenIntegration = 'chosen-integration';

/**
 * One dashboard for a stage. It names no integration: the list at its top is filled from the metrics
 * themselves, so that adding one changes nothing here.
 */
export class StageDashboard extends Construct {
  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    const names = stageNames(stage.name);
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: names.dashboard,
      variables: [
        new DashboardVariable({
          id: 'integration',
          label: 'Integration',
          type: VariableType.PATTERN,
          value: chosenIntegration,
          inputType: VariableInputType.SELECT,
          values: Values.fromSearchComponents({
            namespace: names.metricsNamespace,
            dimensions: ['service', 'integration'],
            metricName: 'Accepted',
            populateFrom: 'integration',
          }),
          defaultValue: DefaultValue.FIRST,
        }),
      ],
    });
    const ofOne = integrationNames(stage.name, chosenIntegration);
    for (const row of [
      ...overviewRows(names),
      ...integrationRows(chosenIntegration, ofOne, names, stage.config),
    ]) {
      dashboard.addWidgets(...row);
    }
  }
}
