import { Duration } from 'aws-cdk-lib';
import { ours } from '../metrics.ts';
import { command, type AlarmScope } from './alarm-scope.ts';
import type { AlarmSpec } from './alarms.ts';
import {
  breakerOpen,
  breakerOpenLong,
  credentialIsolated,
  deadLettersExpiring,
  mappingWrong,
  wrongSecret,
} from './worst-of-alarms.ts';

/** Alarms on the worst of all integrations and upstreams, where the stage has none for each. */
export function worstOfAlarms(scope: AlarmScope): AlarmSpec[] {
  return [
    wrongSecret,
    deadLettersExpiring,
    mappingWrong,
    breakerOpen,
    breakerOpenLong,
    credentialIsolated,
  ].map((alarm) => alarm(scope));
}

/** What keeps watch is watched, too. */
export function governorAlarms(scope: AlarmScope): AlarmSpec[] {
  const { metricsNamespace } = scope.stageNames;
  const { heldByPersonHours } = scope.settings;
  return [
    {
      kind: 'governor-silent',
      severity: 'critical',
      means:
        'The governor has not come to the end of a run for five minutes: nothing pauses or resumes ' +
        'integrations, and the alarms on age, breakers and mappings know nothing.',
      lookFirst:
        'at the end of its log group, and at its errors and throttles in the Lambda console.',
      metric: ours(
        metricsNamespace,
        'GovernorRuns',
        {},
        { statistic: 'Sum', period: Duration.minutes(1) },
      ),
      threshold: 1,
      breaches: 'below',
      periods: 5,
      missing: 'breaching',
      // A first deployment has this alarm before it has a first run.
      warmUpMinutes: 10,
    },
    {
      kind: 'held-by-person',
      severity: 'warning',
      means:
        `Somebody has held a breaker or paused an integration for ${String(heldByPersonHours)} hours. ` +
        `Events that wait for thirteen days become dead letters.`,
      lookFirst: `at who, why and until when, with ${command(scope, 'status')} and ${command(scope, 'breaker list')}.`,
      metric: ours(
        metricsNamespace,
        'HeldByPersonSeconds',
        {},
        { statistic: 'Maximum', period: Duration.minutes(5) },
      ),
      threshold: Duration.hours(heldByPersonHours).toSeconds(),
      periods: 1,
      missing: 'fine',
    },
  ];
}
