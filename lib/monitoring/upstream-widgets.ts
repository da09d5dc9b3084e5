import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageNames } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { breakerStates } from './breaker-states.ts';
import { graph, heading } from './graphs.ts';
import { ours } from './metrics.ts';
import { shareOf } from './shares.ts';
import { linesOf } from './stage-metrics.ts';

/** One upstream, row by row, whoever calls it. */
export function upstreamRows(
  upstream: string,
  { metricsNamespace }: StageNames,
  config: StageConfig,
): IWidget[][] {
  const { upstreamMinimumRequests: minimumSamples } = config;
  const of = { upstream };
  return [
    [heading(`# ${upstream}`)],
    [
      graph(
        'Latency, ms',
        (['p50', 'p95', 'p99'] as const).map((statistic) =>
          ours(metricsNamespace, 'UpstreamLatency', of, { statistic, label: statistic }),
        ),
      ),
      graph(
        `Failed requests, % (0 below ${String(minimumSamples)} requests)`,
        [
          shareOf(metricsNamespace, 'UpstreamFailedShare', of, {
            minimumSamples,
            label: 'Failed requests, %',
          }),
        ],
        { alarmAt: config.upstreamErrorRatePercent, max: 100 },
      ),
      graph(
        'BreakerState',
        [ours(metricsNamespace, 'BreakerState', of, { statistic: 'Maximum' })],
        breakerStates,
      ),
    ],
    [
      graph('Requests, and retries among them', [
        ours(metricsNamespace, 'UpstreamFailedShare', of, {
          statistic: 'SampleCount',
          label: 'Requests',
        }),
        ours(metricsNamespace, 'UpstreamRetries', of, { statistic: 'Sum', label: 'Retries' }),
      ]),
      graph('UpstreamFailures, by class', [
        linesOf(metricsNamespace, 'UpstreamFailures', ['upstream', 'class'], {
          statistic: 'Sum',
          where: of,
        }),
      ]),
      graph(
        'Breaker open, seconds',
        [ours(metricsNamespace, 'BreakerOpenSeconds', of, { statistic: 'Maximum' })],
        { alarmAt: config.breakerOpenMinutes * 60 },
      ),
    ],
    [
      graph('Changes of the breaker; credential isolated (1 while it is so)', [
        ours(metricsNamespace, 'BreakerChanges', of, { statistic: 'Sum', label: 'Changes' }),
        ours(metricsNamespace, 'CredentialIsolated', of, { statistic: 'Maximum' }),
      ]),
    ],
  ];
}
