import {
  Dashboard,
  DashboardVariable,
  DefaultValue,
  Values,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MetricName } from '../../lambdas/runtime/metric-names.ts';
import { integrationNames, stageNames } from '../names.ts';
import type { Stage } from '../resolve-stage.ts';
import type { AlarmSpec } from './alarms/alarms.ts';
import { heading } from './graphs.ts';
import { integrationRows } from './integration-widgets.ts';
import { overviewRows } from './overview-widgets.ts';
import { upstreamRows } from './upstream-widgets.ts';

export interface StageDashboardProps {
  readonly stage: Stage;
  readonly apiId: string;
  readonly fleetAlarms: readonly AlarmSpec[];
  /** ARN of the function that shows widgets. */
  readonly viewEndpoint: string;
}

/** Replaced, wherever they stand in the dashboard, by what is chosen at its top. */
const chosenIntegration = 'chosen-integration';
const chosenUpstream = 'chosen-upstream';

/**
 * One dashboard for a stage: an overview, then the section of one integration and of one upstream. Which
 * ones is chosen at its top, from lists that are filled from the metrics themselves: adding one changes
 * nothing here, and a hundred stay within what CloudWatch takes. See docs/adr/0045-one-dashboard-for-a-stage.md.
 */
export class StageDashboard extends Construct {
  constructor(scope: Construct, id: string, props: StageDashboardProps) {
    super(scope, id);
    const { stage, viewEndpoint } = props;
    const { config } = stage;
    const names = stageNames(stage.name);
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: names.dashboard,
      variables: [
        choice('integration', chosenIntegration, names.metricsNamespace, 'Accepted'),
        choice('upstream', chosenUpstream, names.metricsNamespace, 'UpstreamLatency'),
      ],
    });
    const own = integrationNames(stage.name, chosenIntegration);
    for (const row of [
      [heading(introduction)],
      ...overviewRows({ ...props, names, config }),
      ...integrationRows({ integration: chosenIntegration, own, names, config, viewEndpoint }),
      ...upstreamRows(chosenUpstream, names, config),
    ]) {
      dashboard.addWidgets(...row);
    }
  }
}

const introduction =
  'All integrations first; then the one integration and the one upstream that are chosen above.';

function choice(
  dimension: 'integration' | 'upstream',
  placeholder: string,
  namespace: string,
  metricName: MetricName,
): DashboardVariable {
  return new DashboardVariable({
    id: dimension,
    label: dimension === 'integration' ? 'Integration' : 'Upstream',
    type: VariableType.PATTERN,
    value: placeholder,
    inputType: VariableInputType.SELECT,
    values: Values.fromSearchComponents({
      namespace,
      dimensions: ['service', dimension],
      metricName,
      populateFrom: dimension,
    }),
    defaultValue: DefaultValue.FIRST,
  });
}
