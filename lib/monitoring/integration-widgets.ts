import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IntegrationNames, StageNames } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { graph, heading } from './graphs.ts';
import { functionMetric, ours, queueMetric } from './metrics.ts';
import { ownWidget } from './own-widgets.ts';
import { shareOf } from './shares.ts';
import { linesOf } from './stage-metrics.ts';

export interface IntegrationSectionProps {
  readonly integration: string;
  readonly own: IntegrationNames;
  readonly names: StageNames;
  readonly config: StageConfig;
  /** ARN of the function that shows widgets. */
  readonly viewEndpoint: string;
}

/** One integration, row by row. */
export function integrationRows(props: IntegrationSectionProps): IWidget[][] {
  const { integration, own, names, config, viewEndpoint } = props;
  const { metricsNamespace } = names;
  const { errorRateMinimumRuns: minimumSamples } = config;
  const of = { integration };
  const sum = { statistic: 'Sum' } as const;
  const most = { statistic: 'Maximum' } as const;
  const byReason = { statistic: 'Sum', where: of } as const;
  return [
    [heading(`# ${integration}`)],
    [
      ownWidget(viewEndpoint, {
        title: `${integration}: now`,
        view: 'integration',
        shown: integration,
        width: 24,
        height: 8,
      }),
    ],
    [
      graph('Webhooks', [
        ours(metricsNamespace, 'Accepted', of, sum),
        ours(metricsNamespace, 'Duplicates', of, sum),
        ours(metricsNamespace, 'Ignored', of, sum),
        linesOf(metricsNamespace, 'Rejected', ['integration', 'reason'], byReason),
      ]),
      graph('Handler runs', [
        ours(metricsNamespace, 'FailedShare', of, { statistic: 'SampleCount', label: 'All' }),
        ours(metricsNamespace, 'Retried', of, sum),
        ours(metricsNamespace, 'Parked', of, sum),
        ours(metricsNamespace, 'Abandoned', of, sum),
      ]),
      graph(
        `Failed runs, % (0 below ${String(minimumSamples)} runs)`,
        [shareOf(metricsNamespace, 'FailedShare', of, { minimumSamples, label: 'Failed runs, %' })],
        { alarmAt: config.errorRatePercent, max: 100 },
      ),
    ],
    [
      graph('Queue', [
        ours(metricsNamespace, 'QueueVisible', of, { ...most, label: 'Waiting' }),
        ours(metricsNamespace, 'QueueInFlight', of, {
          ...most,
          label: 'In work, or waiting to be tried again',
        }),
      ]),
      graph(
        'Oldest event waiting, seconds',
        [
          ours(metricsNamespace, 'OldestSeconds', of, most),
          ours(metricsNamespace, 'OverdueSeconds', of, most),
        ],
        { alarmAt: config.overdueMinutes * 60 },
      ),
      graph('Held on purpose, mapping wrong (1 while it is so)', [
        ours(metricsNamespace, 'HeldOnPurpose', of, most),
        ours(metricsNamespace, 'MappingWrong', of, most),
      ]),
    ],
    [
      graph('Dead letters waiting', [
        queueMetric(own.deadLetterQueue, 'ApproximateNumberOfMessagesVisible'),
      ]),
      graph('Dead-lettered, by reason', [
        linesOf(metricsNamespace, 'DeadLettered', ['integration', 'reason'], byReason),
      ]),
      graph('Processor', [
        functionMetric(own.processorFunction, 'Invocations', sum),
        functionMetric(own.processorFunction, 'Errors', sum),
        functionMetric(own.processorFunction, 'Throttles', sum),
      ]),
    ],
  ];
}
