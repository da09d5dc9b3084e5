import { MathExpression, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { apiMetric, metricPeriod } from './metrics.ts';

/** Fewer than these, and the 95th percentile is one cold start. */
const fewestRequests = 40;

/** The 95th percentile of the time that API Gateway took to answer, in ms; 0 where it rests on few. */
export function latencyWhenBusy(apiId: string): IMetric {
  return new MathExpression({
    label: '95 of 100 answered within, ms',
    expression: `IF(requests >= ${String(fewestRequests)}, latency, 0)`,
    period: metricPeriod,
    usingMetrics: {
      requests: apiMetric(apiId, 'Count', { statistic: 'Sum' }),
      latency: apiMetric(apiId, 'Latency', { statistic: 'p95' }),
    },
  });
}
