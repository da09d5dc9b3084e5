import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  metricCatalog,
  type DimensionsOf,
  type MetricName,
} from '../../lambdas/runtime/metric-names.ts';

/** The metrics that functions write and AWS keeps, as alarms and widgets use them. */

export type Statistic = 'Sum' | 'Average' | 'SampleCount' | 'Maximum' | 'p50' | 'p95' | 'p99';

export interface MetricView {
  readonly statistic: Statistic;
  /** @default 5 minutes */
  readonly period?: Duration;
  readonly label?: string;
  readonly color?: string;
}

export const metricPeriod = Duration.minutes(5);

/** One of `metric-names.ts`, under one of the sets of dimensions that it is written under. */
export function ours<Name extends MetricName>(
  namespace: string,
  metricName: Name,
  dimensions: DimensionsOf<Name>,
  { period = metricPeriod, ...view }: MetricView,
): Metric {
  return new Metric({
    namespace,
    metricName,
    dimensionsMap: {
      service: metricCatalog[metricName].service,
      ...(dimensions as Readonly<Record<string, string>>),
    },
    period,
    ...view,
  });
}

export type QueueMetric =
  | 'ApproximateNumberOfMessagesVisible'
  | 'ApproximateNumberOfMessagesNotVisible'
  | 'ApproximateAgeOfOldestMessage';

/** What SQS itself reports each minute; nothing for a queue that was idle for six hours. */
export function queueMetric(
  queueName: string,
  metricName: QueueMetric,
  { period = metricPeriod, ...view }: MetricView = { statistic: 'Maximum' },
): Metric {
  return new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    period,
    ...view,
  });
}

/** What API Gateway reports of one HTTP API. */
export function apiMetric(
  apiId: string,
  metricName: 'Count' | '4xx' | '5xx' | 'Latency',
  { period = metricPeriod, ...view }: MetricView,
): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: apiId },
    period,
    ...view,
  });
}

/** What Lambda reports of one function. */
export function functionMetric(
  functionName: string,
  metricName: 'Invocations' | 'Errors' | 'Throttles',
  { period = metricPeriod, ...view }: MetricView,
): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName },
    period,
    ...view,
  });
}

/** Requests that API Gateway turned away (429): no function sees them, its access log does. */
export const turnedAway = 'TurnedAway';

export function turnedAwayMetric(namespace: string): Metric {
  return new Metric({
    namespace,
    metricName: turnedAway,
    statistic: 'Sum',
    period: metricPeriod,
  });
}
