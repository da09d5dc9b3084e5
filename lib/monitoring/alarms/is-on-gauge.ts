import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** Whether a metric, or one that it is computed from, is written by the governor. */
export function isOnGauge(metric: IMetric): boolean {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  const byGovernor = metricStat?.dimensions?.some(
    ({ name, value }) => name === 'service' && value === 'governor',
  );
  const parts = Object.values(mathExpression?.usingMetrics ?? {});
  return byGovernor === true || parts.some(isOnGauge);
}
