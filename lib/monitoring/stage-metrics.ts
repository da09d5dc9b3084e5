import { MathExpression, SearchExpression, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageNames } from '../names.ts';
import type { MetricName } from '../../lambdas/runtime/metric-names.ts';
import { metricPeriod, type QueueMetric } from './metrics.ts';

/**
 * Metrics over every integration of a stage. They are searched for when somebody looks, so that
 * integrations come and go without a change to the dashboard.
 */

/** A line per integration. */
export function acceptedByIntegration({ metricsNamespace }: StageNames): IMetric {
  return lines(searchOurs(metricsNamespace, 'integration', 'Accepted'));
}

/** A line per reason. */
export function rejectedByReason({ metricsNamespace }: StageNames): IMetric {
  return lines(searchOurs(metricsNamespace, 'reason', 'Rejected'));
}

/** One line: runs of handlers, all integrations together. */
export function runsOfAll({ metricsNamespace }: StageNames): IMetric {
  return new MathExpression({
    label: 'Runs',
    expression: `SUM(${searchOurs(metricsNamespace, 'integration', 'FailedShare', 'SampleCount')})`,
    period: metricPeriod,
  });
}

/** A line per integration: dead letters that appeared. */
export function deadLetteredByIntegration({ metricsNamespace }: StageNames): IMetric {
  return lines(searchOurs(metricsNamespace, 'integration', 'DeadLettered'));
}

/** A line per queue whose name has all the words of `prefix`. */
export function queuesOfStage(prefix: string, name: QueueMetric): IMetric {
  const words = prefix.split('-').filter((word) => word !== '');
  return lines(
    search('AWS/SQS', ['QueueName'], `MetricName="${name}" ${words.join(' ')}`, 'Maximum'),
  );
}

function searchOurs(
  namespace: string,
  dimension: 'integration' | 'reason',
  metricName: MetricName,
  statistic = 'Sum',
): string {
  return search(namespace, ['service', dimension], `MetricName="${metricName}"`, statistic);
}

function search(
  namespace: string,
  dimensions: readonly string[],
  terms: string,
  statistic: string,
): string {
  const schema = [`"${namespace}"`, ...dimensions].join(',');
  return `SEARCH('{${schema}} ${terms}', '${statistic}', ${String(metricPeriod.toSeconds())})`;
}

function lines(expression: string): IMetric {
  return new SearchExpression({ expression, label: '', period: metricPeriod });
}
