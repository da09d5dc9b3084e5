import type { Clock } from './clock.ts';
import type { Metrics, MetricUnit } from './metrics.ts';
import { writeLine, type WriteLine } from './standard-output.ts';

/** CloudWatch takes at most this many values of one metric from one line. */
const valuesPerLine = 100;

type Dimensions = Readonly<Record<string, string>>;
interface Series {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly values: number[];
}
interface Group {
  readonly dimensions: Dimensions;
  readonly series: Map<string, Series>;
}

/**
 * Metrics as lines in CloudWatch's embedded metric format, one line per distinct set of dimensions
 * and flush. Powertools' Metrics holds a single set at a time and puts `service` into each, which
 * would be one more paid metric per name.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfMetrics(options: {
  readonly namespace: string;
  readonly clock: Clock;
  /** @default the process's standard output */
  readonly write?: WriteLine;
}): Metrics {
  const write = options.write ?? writeLine;
  const groups = new Map<string, Group>();

  return {
    add(name, value = 1, unit = 'Count', dimensions = {}) {
      const key = JSON.stringify(Object.entries(dimensions).sort());
      const group: Group = groups.get(key) ?? { dimensions, series: new Map() };
      groups.set(key, group);
      const series: Series = group.series.get(name) ?? { name, unit, values: [] };
      group.series.set(name, series);
      series.values.push(value);
    },
    flush() {
      const timestamp = options.clock.now();
      for (const { dimensions, series } of groups.values()) {
        for (const part of parts([...series.values()])) {
          write(JSON.stringify(emfLine(options.namespace, timestamp, dimensions, part)));
        }
      }
      groups.clear();
    },
  };
}

function parts(series: readonly Series[]): Series[][] {
  const longest = Math.max(...series.map(({ values }) => values.length));
  return Array.from({ length: Math.ceil(longest / valuesPerLine) }, (_, index) => {
    const from = index * valuesPerLine;
    return series
      .map((one) => ({ ...one, values: one.values.slice(from, from + valuesPerLine) }))
      .filter(({ values }) => values.length > 0);
  });
}

function emfLine(
  namespace: string,
  timestamp: number,
  dimensions: Dimensions,
  series: readonly Series[],
): object {
  return {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: series.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(series.map(({ name, values }) => [name, values])),
  };
}
