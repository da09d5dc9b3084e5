import { GraphWidget, TextWidget, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IntegrationNames, StageNames } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { ours, queueMetric } from './metrics.ts';
import { shareOf } from './shares.ts';

/** One integration, row by row. */
export function integrationRows(
  integration: string,
  names: IntegrationNames,
  { metricsNamespace }: StageNames,
  config: StageConfig,
): IWidget[][] {
  const { errorRateMinimumRuns: minimumSamples } = config;
  const of = { integration };
  const sum = { statistic: 'Sum' } as const;
  return [
    [new TextWidget({ markdown: `## ${integration}`, width: 24, height: 1 })],
    [
      graph('Handler runs', [
        ours(metricsNamespace, 'FailedShare', of, { statistic: 'SampleCount', label: 'All' }),
        ours(metricsNamespace, 'Retried', of, sum),
        ours(metricsNamespace, 'DeadLettered', of, sum),
      ]),
      new GraphWidget({
        title: `Failed runs, % (0 below ${String(minimumSamples)} runs)`,
        left: [
          shareOf(metricsNamespace, 'FailedShare', of, { minimumSamples, label: 'Failed runs, %' }),
        ],
        leftYAxis: { min: 0, max: 100 },
        leftAnnotations: [{ value: config.errorRatePercent, label: 'Alarm' }],
        ...size,
      }),
      graph('Queue', [
        ours(metricsNamespace, 'QueueVisible', of, { statistic: 'Maximum', label: 'Waiting' }),
        ours(metricsNamespace, 'QueueInFlight', of, {
          statistic: 'Maximum',
          label: 'In work, or waiting to be tried again',
        }),
      ]),
      graph('Oldest event waiting, seconds', [
        ours(metricsNamespace, 'OldestSeconds', of, { statistic: 'Maximum' }),
        ours(metricsNamespace, 'OverdueSeconds', of, { statistic: 'Maximum' }),
      ]),
      graph('Dead letters waiting', [
        queueMetric(names.deadLetterQueue, 'ApproximateNumberOfMessagesVisible'),
      ]),
    ],
  ];
}

const size = { width: 12, height: 6 };

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, leftYAxis: { min: 0 }, ...size });
}
