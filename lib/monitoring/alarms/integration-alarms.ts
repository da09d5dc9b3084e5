import { Duration } from 'aws-cdk-lib';
import type { IntegrationNames } from '../../names.ts';
import { functionMetric, ours, queueMetric } from '../metrics.ts';
import { ratioOf, shareOf } from '../shares.ts';
import { command, type AlarmScope } from './alarm-scope.ts';
import { thresholdsOf } from './alarm-settings.ts';
import type { AlarmSpec } from './alarms.ts';
import { deadLettersExpiring, mappingWrong, wrongSecret } from './worst-of-alarms.ts';

export interface IntegrationSubject {
  readonly integration: string;
  readonly names: IntegrationNames;
  /** Time limit of its handler. */
  readonly timeout: Duration;
}

/** The alarms that every integration has. */
export function essentialAlarms(scope: AlarmScope, subject: IntegrationSubject): AlarmSpec[] {
  const { integration, names, timeout } = subject;
  const { metricsNamespace } = scope.stageNames;
  const thresholds = thresholdsOf(scope.settings, integration);
  const { errorRatePercent, errorRateMinimumRuns } = thresholds;
  const overdueMinutes = Math.max(
    thresholds.overdueMinutes,
    Math.ceil(2 * timeout.toMinutes({ integral: false })),
  );
  return [
    {
      kind: 'error-rate',
      severity: 'critical',
      means:
        `${String(errorRatePercent)} % or more of the handler runs of ${integration} failed in two of ` +
        `three periods of five minutes. Their events come again or become dead letters.`,
      lookFirst: `at errorName and errorMessage in the newest lines of /aws/lambda/${names.processorFunction}.`,
      metric: shareOf(
        metricsNamespace,
        'FailedShare',
        { integration },
        { minimumSamples: errorRateMinimumRuns, label: 'Failed runs, %' },
      ),
      threshold: errorRatePercent,
      periods: 3,
      ofWhich: 2,
      missing: 'fine',
    },
    {
      kind: 'dead-letters',
      severity: 'warning',
      means:
        `${integration} has ${thresholds.deadLetters === 1 ? 'a dead letter' : 'dead letters'} that ` +
        `no retry will mend. They wait fourteen days for a person.`,
      lookFirst: `at what they have in common, with ${command(scope, `dlq list --integration ${integration}`)}.`,
      metric: queueMetric(names.deadLetterQueue, 'ApproximateNumberOfMessagesVisible', {
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      threshold: thresholds.deadLetters,
      periods: 1,
      // A queue that nobody touches stops reporting; what lay in it goes on lying there.
      missing: 'as-before',
    },
    overdue(scope, integration, overdueMinutes),
  ];
}

function overdue(scope: AlarmScope, integration: string, minutes: number): AlarmSpec {
  return {
    kind: 'overdue',
    severity: 'critical',
    means:
      `An event of ${integration} has been ready to run for ${String(minutes)} minutes, and neither a ` +
      `breaker nor a person holds it.`,
    lookFirst: `at depth, mapping and problems, with ${command(scope, 'status')}.`,
    metric: ours(
      scope.stageNames.metricsNamespace,
      'OverdueSeconds',
      { integration },
      { statistic: 'Maximum', period: Duration.minutes(1), label: 'Overdue, s' },
    ),
    threshold: minutes * 60,
    periods: 5,
    ofWhich: 3,
    missing: 'fine',
  };
}

/** What an integration has beside them where the stage wants all alarms for each. */
export function furtherAlarms(
  scope: AlarmScope,
  { integration, names }: IntegrationSubject,
): AlarmSpec[] {
  const ofFunction = (metricName: 'Invocations' | 'Errors') =>
    functionMetric(names.processorFunction, metricName, { statistic: 'Sum' });
  return [
    wrongSecret(scope, integration),
    deadLettersExpiring(scope, integration),
    mappingWrong(scope, integration),
    {
      kind: 'processor-crashes',
      severity: 'critical',
      means:
        `In two of three periods of five minutes, ${String(scope.settings.errorRatePercent)} % or more of ` +
        `the invocations of ${names.processorFunction} died: out of time, out of memory, or at start.`,
      lookFirst: `at the end of its log group, /aws/lambda/${names.processorFunction}.`,
      metric: ratioOf(ofFunction('Errors'), ofFunction('Invocations'), {
        minimumPart: 3,
        label: 'Invocations that died, %',
      }),
      threshold: scope.settings.errorRatePercent,
      periods: 3,
      ofWhich: 2,
      missing: 'fine',
    },
  ];
}
