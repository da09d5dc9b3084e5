import { Duration } from 'aws-cdk-lib';
import { rotatedAfterSeconds } from '../../../lambdas/verifier/wrong-signatures.ts';
import { ours, type MetricView } from '../metrics.ts';
import { command, type AlarmScope } from './alarm-scope.ts';
import type { AlarmSpec } from './alarms.ts';

/**
 * Alarms that exist once for the fleet, on the worst of all, or for each integration or upstream. The
 * metric is the same, written without and with the dimension.
 */

const worst = (minutes: number): MetricView => ({
  statistic: 'Maximum',
  period: Duration.minutes(minutes),
});

export function wrongSecret(scope: AlarmScope, integration?: string): AlarmSpec {
  return {
    kind: 'wrong-secret',
    severity: 'critical',
    means:
      `${integration ?? 'An integration'} has had nothing but wrong signatures for ` +
      `${String(rotatedAfterSeconds / 60)} minutes: its secret was rotated at the provider, or was never right.`,
    lookFirst:
      integration === undefined
        ? 'at wrong signatures by integration on the dashboard: it names the one.'
        : `at when its secrets were added, with ${command(scope, `secret list ${integration}`)}.`,
    metric: ours(
      scope.stageNames.metricsNamespace,
      'OnlyWrongSignaturesSeconds',
      integration === undefined ? {} : { integration },
      worst(15),
    ),
    threshold: rotatedAfterSeconds,
    periods: 1,
    // Silence mends no secret: only the 0 of a webhook that verifies ends it.
    missing: 'as-before',
  };
}

export function deadLettersExpiring(scope: AlarmScope, integration?: string): AlarmSpec {
  const { deadLetterDays } = scope.settings;
  const of = integration === undefined ? '' : ` --integration ${integration}`;
  return {
    kind: 'dead-letters-expiring',
    severity: 'critical',
    means:
      `A dead letter${integration === undefined ? '' : ` of ${integration}`} has lain for ` +
      `${String(deadLetterDays)} days; its queue drops it after fourteen.`,
    lookFirst: `at the oldest ones, with ${command(scope, `dlq list${of}`)}.`,
    metric: ours(
      scope.stageNames.metricsNamespace,
      'OldestDeadLetterSeconds',
      integration === undefined ? {} : { integration },
      worst(5),
    ),
    threshold: Duration.days(deadLetterDays).toSeconds(),
    periods: 3,
    missing: 'fine',
  };
}

export function mappingWrong(scope: AlarmScope, integration?: string): AlarmSpec {
  return {
    kind: 'mapping-wrong',
    severity: 'critical',
    means:
      `The event source mapping of ${integration ?? 'an integration'} is not as the governor wants it, ` +
      `though it was told so for five minutes: events wait, or run while they should wait.`,
    lookFirst: `at mapping and problems, with ${command(scope, 'status')}.`,
    metric: ours(
      scope.stageNames.metricsNamespace,
      'MappingWrong',
      integration === undefined ? {} : { integration },
      worst(1),
    ),
    threshold: 1,
    periods: 5,
    missing: 'fine',
  };
}

export function breakerOpen(scope: AlarmScope, upstream?: string): AlarmSpec {
  return {
    kind: 'breaker-open',
    severity: 'warning',
    means:
      `The breaker of ${upstream ?? 'an upstream'} has been open for two minutes. Events that need it ` +
      `wait, and lose no attempt.`,
    lookFirst: `at its state and the rule that opened it, with ${command(scope, breakerCommand(upstream))}.`,
    metric: openSeconds(scope, upstream),
    threshold: 120,
    periods: 3,
    ofWhich: 2,
    missing: 'fine',
  };
}

export function breakerOpenLong(scope: AlarmScope, upstream?: string): AlarmSpec {
  const { breakerOpenMinutes } = scope.settings;
  return {
    kind: 'breaker-open-long',
    severity: 'critical',
    means:
      `The breaker of ${upstream ?? 'an upstream'} has been open for ${String(breakerOpenMinutes)} ` +
      `minutes: the outage does not end by itself.`,
    lookFirst: `at its state and since when, with ${command(scope, breakerCommand(upstream))}.`,
    metric: openSeconds(scope, upstream),
    threshold: breakerOpenMinutes * 60,
    periods: 3,
    ofWhich: 2,
    missing: 'fine',
  };
}

export function credentialIsolated(scope: AlarmScope, upstream?: string): AlarmSpec {
  return {
    kind: 'credential-isolated',
    severity: 'critical',
    means:
      `${upstream ?? 'An upstream'} refuses our credential, a fresh one too. Its events are held until ` +
      `there is another.`,
    lookFirst: `at why and since when, with ${command(scope, breakerCommand(upstream))}.`,
    metric: ours(
      scope.stageNames.metricsNamespace,
      'CredentialIsolated',
      upstream === undefined ? {} : { upstream },
      worst(1),
    ),
    threshold: 1,
    periods: 1,
    missing: 'fine',
  };
}

function breakerCommand(upstream: string | undefined): string {
  return upstream === undefined ? 'breaker list' : `breaker show ${upstream}`;
}

function openSeconds({ stageNames }: AlarmScope, upstream: string | undefined) {
  const dimensions = upstream === undefined ? {} : { upstream };
  return ours(stageNames.metricsNamespace, 'BreakerOpenSeconds', dimensions, worst(1));
}
