import { GraphWidget, TextWidget, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageNames } from '../names.ts';
import {
  acceptedByIntegration,
  deadLetteredByIntegration,
  queuesOfStage,
  rejectedByReason,
  runsOfAll,
} from './stage-metrics.ts';

/** Is anything wrong, where, since when: all integrations of a stage, row by row. */
export function overviewRows(names: StageNames): IWidget[][] {
  return [
    [new TextWidget({ markdown: '## All integrations', width: 24, height: 1 })],
    [
      graph('Accepted webhooks', [acceptedByIntegration(names)]),
      graph('Rejected webhooks, by reason', [rejectedByReason(names)]),
      graph('Handler runs', [runsOfAll(names)]),
    ],
    [
      graph('Events waiting', [
        queuesOfStage(names.queuePrefix, 'ApproximateNumberOfMessagesVisible'),
      ]),
      graph('Dead letters waiting', [
        queuesOfStage(names.deadLetterQueuePrefix, 'ApproximateNumberOfMessagesVisible'),
      ]),
      graph('Dead-lettered', [deadLetteredByIntegration(names)]),
    ],
  ];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6, leftYAxis: { min: 0 } });
}
