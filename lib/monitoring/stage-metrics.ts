import { MathExpression, SearchExpression, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  metricCatalog,
  type Dimension,
  type MetricName,
} from '../../lambdas/runtime/metric-names.ts';
import { metricPeriod, type Statistic } from './metrics.ts';
import type { ShareName } from './shares.ts';

/**
 * Metrics over everything that a stage has of a kind. They are searched for when somebody looks, so that
 * integrations and upstreams come and go without a change to the dashboard. CloudWatch finds what has
 * been written within two weeks.
 */

export interface SearchOptions {
  readonly statistic: Statistic;
  /** Dimensions that are fixed. @default none */
  readonly where?: Readonly<Partial<Record<Dimension, string>>>;
}

/** A line for each value of the dimensions that are not fixed. */
export function linesOf(
  namespace: string,
  name: MetricName,
  dimensions: readonly Dimension[],
  options: SearchOptions,
): IMetric {
  return lines(search(namespace, name, dimensions, options));
}

/** The ten lines that went highest. */
export function worstOf(
  namespace: string,
  name: MetricName,
  dimension: Dimension,
  statistic: Statistic,
): IMetric {
  return lines(worst(search(namespace, name, [dimension], { statistic })));
}

/** The ten highest shares, in percent, on however few samples they rest. */
export function worstSharesOf(namespace: string, name: ShareName, dimension: Dimension): IMetric {
  return lines(worst(`100 * ${search(namespace, name, [dimension], { statistic: 'Average' })}`));
}

/** One line: all of them together. */
export function sumOf(
  namespace: string,
  name: MetricName,
  dimension: Dimension,
  statistic: Statistic,
  label: string,
): IMetric {
  return new MathExpression({
    label,
    expression: `SUM(${search(namespace, name, [dimension], { statistic })})`,
    period: metricPeriod,
  });
}

const mostWorst = 10;

function worst(expression: string): string {
  return `SORT(${expression}, MAX, DESC, ${String(mostWorst)})`;
}

function search(
  namespace: string,
  name: MetricName,
  dimensions: readonly Dimension[],
  { statistic, where = {} }: SearchOptions,
): string {
  const schema = [`"${namespace}"`, 'service', ...dimensions].join(',');
  const fixed = Object.entries({ service: metricCatalog[name].service, ...where }).map(
    ([dimension, value]) => ` ${dimension}="${value}"`,
  );
  const terms = `{${schema}} MetricName="${name}"${fixed.join('')}`;
  return `SEARCH('${terms}', '${statistic}', ${String(metricPeriod.toSeconds())})`;
}

function lines(expression: string): IMetric {
  return new SearchExpression({ expression, label: '', period: metricPeriod });
}
