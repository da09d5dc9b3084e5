import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageNames } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import type { AlarmSpec } from './alarms/alarms.ts';
import { breakerStates } from './breaker-states.ts';
import { alarmGraph, graph, heading } from './graphs.ts';
import { apiMetric } from './metrics.ts';
import { ownWidget } from './own-widgets.ts';
import { linesOf, sumOf, worstOf, worstSharesOf } from './stage-metrics.ts';

export interface OverviewProps {
  readonly names: StageNames;
  readonly config: StageConfig;
  readonly apiId: string;
  readonly fleetAlarms: readonly AlarmSpec[];
  /** ARN of the function that shows widgets. */
  readonly viewEndpoint: string;
}

/** Is anything wrong, where, since when: all integrations of a stage, row by row. */
export function overviewRows(props: OverviewProps): IWidget[][] {
  const { names, config, apiId, fleetAlarms, viewEndpoint } = props;
  const { metricsNamespace: ours } = names;
  return [
    [
      ownWidget(viewEndpoint, {
        title: 'Is anything wrong?',
        view: 'overview',
        width: 24,
        height: 8,
      }),
    ],
    [
      ownWidget(viewEndpoint, {
        title: 'Dead letters',
        view: 'dead-letters',
        width: 14,
        height: 10,
      }),
      ownWidget(viewEndpoint, {
        title: 'Breakers and pauses',
        view: 'holds',
        width: 10,
        height: 10,
      }),
    ],
    [heading('## All integrations')],
    [
      graph(
        'Failed runs, %: the ten worst integrations',
        [worstSharesOf(ours, 'FailedShare', 'integration')],
        { alarmAt: config.errorRatePercent, max: 100 },
      ),
      graph('Dead letters, by integration', [
        linesOf(ours, 'DeadLetters', ['integration'], { statistic: 'Maximum' }),
      ]),
      graph(
        'OverdueSeconds: ready to run, and not run, by integration',
        [linesOf(ours, 'OverdueSeconds', ['integration'], { statistic: 'Maximum' })],
        { alarmAt: config.overdueMinutes * 60 },
      ),
    ],
    [
      graph('Events waiting, by integration', [
        linesOf(ours, 'QueueVisible', ['integration'], { statistic: 'Maximum' }),
      ]),
      graph('Dead-lettered, by integration', [
        linesOf(ours, 'DeadLettered', ['integration'], { statistic: 'Sum' }),
      ]),
      graph('Handler runs', [sumOf(ours, 'FailedShare', 'integration', 'SampleCount', 'Runs')]),
    ],
    [heading('## All upstreams')],
    [
      graph(
        'Failed requests, %: the ten worst upstreams',
        [worstSharesOf(ours, 'UpstreamFailedShare', 'upstream')],
        { alarmAt: config.upstreamErrorRatePercent, max: 100 },
      ),
      graph('95 of 100 answered within, ms: the ten slowest', [
        worstOf(ours, 'UpstreamLatency', 'upstream', 'p95'),
      ]),
      graph(
        'BreakerState, by upstream',
        [linesOf(ours, 'BreakerState', ['upstream'], { statistic: 'Maximum' })],
        breakerStates,
      ),
    ],
    [heading('## The way in')],
    [
      graph('Accepted, by integration', [
        linesOf(ours, 'Accepted', ['integration'], { statistic: 'Sum' }),
      ]),
      graph('Rejected, by reason', [linesOf(ours, 'Rejected', ['reason'], { statistic: 'Sum' })]),
      graph('Wrong signatures, by integration', [
        linesOf(ours, 'Rejected', ['integration', 'reason'], {
          statistic: 'Sum',
          where: { reason: 'wrong-signature' },
        }),
      ]),
    ],
    [
      graph('VerifierFaults, by reason', [
        linesOf(ours, 'VerifierFaults', ['reason'], { statistic: 'Sum' }),
      ]),
      graph(
        'Answers to providers, ms',
        (['p50', 'p95', 'p99'] as const).map((statistic) =>
          apiMetric(apiId, 'Latency', { statistic, label: statistic }),
        ),
      ),
      graph('Requests', [
        apiMetric(apiId, 'Count', { statistic: 'Sum', label: 'All' }),
        apiMetric(apiId, '4xx', { statistic: 'Sum' }),
        apiMetric(apiId, '5xx', { statistic: 'Sum' }),
      ]),
    ],
    [heading('## What the alarms of the stage see')],
    ...inRows(fleetAlarms.map(alarmGraph)),
  ];
}

const alarmsPerRow = 4;

function inRows(widgets: readonly IWidget[]): IWidget[][] {
  return Array.from({ length: Math.ceil(widgets.length / alarmsPerRow) }, (_, row) =>
    widgets.slice(row * alarmsPerRow, (row + 1) * alarmsPerRow),
  );
}
