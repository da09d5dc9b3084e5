import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** The metrics that functions write and AWS keeps, as alarms and widgets use them. */

const period = Duration.minutes(5);

/** How a run of a handler ended. */
export type RunMetric = 'Done' | 'Retried' | 'DeadLettered';

export function runMetric(namespace: string, name: RunMetric, integration: string): Metric {
  return new Metric({
    namespace,
    metricName: name,
    dimensionsMap: { integration },
    statistic: 'Sum',
    period,
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
  return new MathExpression({
    label: 'Failed runs, %',
    expression: `IF(done + retried + dead >= ${String(minimumRuns)}, 100 * (retried + dead) / (done + retried + dead), 0)`,
    period,
    // A metric without a value in a period counts as none of it.
    usingMetrics: {
      done: runMetric(namespace, 'Done', integration),
      retried: runMetric(namespace, 'Retried', integration),
      dead: runMetric(namespace, 'DeadLettered', integration),
    },
  });
}

export function visibleMessages(queueName: string): Metric {
  return queueMetric(queueName, 'ApproximateNumberOfMessagesVisible');
}

export function queueMetric(queueName: string, metricName: string): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    statistic: 'Maximum',
    period,
  });
}
