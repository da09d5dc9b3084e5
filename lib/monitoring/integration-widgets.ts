import { GraphWidget, TextWidget, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IntegrationNames, StageNames } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { errorRate, queueMetric, runMetric } from './metrics.ts';

/** One integration, row by row. */
export function integrationRows(
  integration: string,
  names: IntegrationNames,
  { metricsNamespace }: StageNames,
  config: StageConfig,
): IWidget[][] {
  const { queue, deadLetterQueue } = names;
  const [waiting, running, oldest] = [
    queueMetric(queue, 'ApproximateNumberOfMessagesVisible'),
    queueMetric(queue, 'ApproximateNumberOfMessagesNotVisible'),
    queueMetric(queue, 'ApproximateAgeOfOldestMessage'),
  ];
  const dead = queueMetric(deadLetterQueue, 'ApproximateNumberOfMessagesVisible');
  return [
    [new TextWidget({ markdown: `## ${integration}`, width: 24, height: 1 })],
    [
      graph('Handler runs', [
        runMetric(metricsNamespace, 'Done', integration),
        runMetric(metricsNamespace, 'Retried', integration),
        runMetric(metricsNamespace, 'DeadLettered', integration),
      ]),
      new GraphWidget({
        title: `Failed runs, % (0 below ${String(config.errorRateMinimumRuns)} runs)`,
        left: [errorRate(metricsNamespace, integration, config.errorRateMinimumRuns)],
        leftYAxis: { min: 0, max: 100 },
        leftAnnotations: [{ value: config.errorRatePercent, label: 'Alarm' }],
        ...size,
      }),
      graph('Queue', [
        waiting.with({ label: 'Waiting' }),
        running.with({ label: 'In work, or waiting to be tried again' }),
      ]),
      graph('Oldest event waiting, seconds', [oldest]),
      graph('Dead letters waiting', [dead]),
    ],
  ];
}

const size = { width: 12, height: 6 };

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, leftYAxis: { min: 0 }, ...size });
}
