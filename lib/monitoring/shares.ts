import type { Duration } from 'aws-cdk-lib';
import { MathExpression, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { DimensionsOf, MetricName } from '../../lambdas/runtime/metric-names.ts';
import { metricPeriod, ours } from './metrics.ts';

/**
 * Percentages that say nothing while they rest on too little. CloudWatch leaves a whole expression out
 * of which one metric is missing, and documents nowhere that `FILL` makes a series out of none. So no
 * expression here needs a metric that may be missing while another one has something to say.
 */

/** Name of a metric that is written as samples of 0 and 1. */
export type ShareName = Extract<MetricName, `${string}Share`>;

/** In percent; 0 where it rests on fewer than `minimumSamples`. */
export function shareOf<Name extends ShareName>(
  namespace: string,
  name: Name,
  dimensions: DimensionsOf<Name>,
  { minimumSamples, label }: { readonly minimumSamples: number; readonly label: string },
): IMetric {
  return new MathExpression({
    label,
    expression: `IF(samples >= ${String(minimumSamples)}, 100 * share, 0)`,
    period: metricPeriod,
    usingMetrics: {
      samples: ours(namespace, name, dimensions, { statistic: 'SampleCount' }),
      share: ours(namespace, name, dimensions, { statistic: 'Average' }),
    },
  });
}

/**
 * In percent; 0 where it rests on fewer than `minimumPart` or `minimumWhole`. AWS writes the whole
 * wherever there is a part.
 */
export function ratioOf(
  part: IMetric,
  whole: IMetric,
  options: {
    /** @default 1 */
    readonly minimumPart?: number;
    /** @default 1 */
    readonly minimumWhole?: number;
    /** @default 5 minutes */
    readonly period?: Duration;
    readonly label: string;
  },
): IMetric {
  const { minimumPart = 1, minimumWhole = 1, period = metricPeriod, label } = options;
  return new MathExpression({
    label,
    expression:
      `IF(part >= ${String(minimumPart)} AND whole >= ${String(minimumWhole)}, ` +
      '100 * part / whole, 0)',
    period,
    usingMetrics: { part, whole },
  });
}
