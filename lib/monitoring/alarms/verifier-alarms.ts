import { Duration } from 'aws-cdk-lib';
import { latencyWhenBusy } from '../latency.ts';
import { apiMetric, functionMetric, metricPeriod, turnedAwayMetric } from '../metrics.ts';
import { ratioOf, shareOf } from '../shares.ts';
import { command, type AlarmScope } from './alarm-scope.ts';
import type { AlarmSpec } from './alarms.ts';

export interface EntranceSubject {
  readonly apiId: string;
  /** The shortest patience among the providers in use. */
  readonly patienceMs: number;
}

/** Alarms on the way in: what is refused here is lost if the provider gives up. */
export function verifierAlarms(scope: AlarmScope, subject: EntranceSubject): AlarmSpec[] {
  const { stageNames, settings } = scope;
  const { apiId, patienceMs } = subject;
  const tolerableMs = Math.round((patienceMs * settings.patiencePercent) / 100);
  const requests = (period: Duration) => apiMetric(apiId, 'Count', { statistic: 'Sum', period });
  const faultPeriod = Duration.minutes(15);
  return [
    {
      kind: 'verifier-faults',
      severity: 'critical',
      means:
        `${String(settings.faultPercent)} % or more of the webhooks of the last fifteen minutes were ` +
        `answered 5xx: the fault is ours. Providers try again, and some give up.`,
      lookFirst: 'at VerifierFaults by reason on the dashboard.',
      metric: ratioOf(
        apiMetric(apiId, '5xx', { statistic: 'Sum', period: faultPeriod }),
        requests(faultPeriod),
        { minimumPart: 3, period: faultPeriod, label: 'Answered 5xx, %' },
      ),
      threshold: settings.faultPercent,
      periods: 1,
      missing: 'fine',
    },
    {
      kind: 'verifier-latency',
      severity: 'warning',
      means:
        `5 of 100 answers to providers took ${String(tolerableMs)} ms or more for fifteen minutes; the ` +
        `least patient provider in use waits ${String(patienceMs)} ms.`,
      lookFirst: 'at durationMs in the log of the verifier, and at its cold starts.',
      metric: latencyWhenBusy(apiId),
      threshold: tolerableMs,
      periods: 3,
      missing: 'fine',
    },
    {
      kind: 'rejected-requests',
      severity: 'warning',
      means:
        `${String(settings.rejectedPercent)} % or more of all requests were not let in for fifteen ` +
        `minutes, and no rotated secret explains it: somebody tries the door, or a provider changed.`,
      lookFirst: 'at Rejected by reason on the dashboard: it tells the two apart.',
      metric: shareOf(
        stageNames.metricsNamespace,
        'RejectedShare',
        {},
        { minimumSamples: 50, label: 'Not let in, %' },
      ),
      threshold: settings.rejectedPercent,
      periods: 3,
      missing: 'fine',
    },
    {
      kind: 'requests-throttled',
      severity: 'critical',
      means:
        `API Gateway turned away ${String(settings.throttledPercent)} % or more of all requests (429): ` +
        `more come than requestsPerSecond and requestBurst let through.`,
      lookFirst: 'at Accepted by integration on the dashboard: who sends so much?',
      metric: ratioOf(turnedAwayMetric(stageNames.metricsNamespace), requests(metricPeriod), {
        minimumPart: 20,
        label: 'Turned away, %',
      }),
      threshold: settings.throttledPercent,
      periods: 3,
      ofWhich: 2,
      missing: 'fine',
    },
    {
      kind: 'verifier-throttled',
      severity: 'critical',
      means:
        `Lambda refused to start the verifier for ${String(settings.throttledPercent)} % or more of all ` +
        `requests: its own concurrency or the account's is used up.`,
      lookFirst: `at ConcurrentExecutions of the account in the Lambda console, then ${command(scope, 'status')}.`,
      metric: ratioOf(
        functionMetric(stageNames.verifierFunction, 'Throttles', { statistic: 'Sum' }),
        requests(metricPeriod),
        { minimumPart: 20, label: 'Throttled, %' },
      ),
      threshold: settings.throttledPercent,
      periods: 3,
      ofWhich: 2,
      missing: 'fine',
    },
  ];
}
