import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** The metrics that functions write and AWS keeps, as alarms and widgets use them. */

export const metricPeriod = Duration.minutes(5);

/** How a run of a handler ended. */
export type RunMetric = 'Done' | 'Retried' | 'DeadLettered';

export function runMetric(namespace: string, name: RunMetric, integration: string): Metric {
  return new Metric({
    namespace,
    metricName: name,
    dimensionsMap: { service: 'processor', integration },
    statistic: 'Sum',
    period: metricPeriod,
  });
}

/**
 * Failed share of an integration's handler runs, in percent; 0 while there are fewer runs than
 * `minimumRuns`, because one failure of two says nothing.
 */
export function errorRate(
  namespace: string,
  integration: string,
  minimumRuns: number,
): MathExpression {
  const failed = 'FILL(retried, 0) + FILL(dead, 0)';
  const all = `FILL(done, 0) + ${failed}`;
  return new MathExpression({
    label: 'Failed runs, %',
    expression: `IF(${all} >= ${String(minimumRuns)}, 100 * (${failed}) / (${all}), 0)`,
    period: metricPeriod,
    usingMetrics: {
      done: runMetric(namespace, 'Done', integration),
      retried: runMetric(namespace, 'Retried', integration),
      dead: runMetric(namespace, 'DeadLettered', integration),
    },
  });
}

export type QueueMetric =
  | 'ApproximateNumberOfMessagesVisible'
  | 'ApproximateNumberOfMessagesNotVisible'
  | 'ApproximateAgeOfOldestMessage';

/** What SQS itself reports; nothing for a queue that was idle for six hours. */
export function queueMetric(queueName: string, metricName: QueueMetric): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    statistic: 'Maximum',
    period: metricPeriod,
  });
}
