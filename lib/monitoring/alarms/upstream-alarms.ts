import { shareOf } from '../shares.ts';
import { command, type AlarmScope } from './alarm-scope.ts';
import type { AlarmSpec } from './alarms.ts';
import { breakerOpen, breakerOpenLong, credentialIsolated } from './worst-of-alarms.ts';

/** Each upstream has this one: below half, its breaker stays closed and says nothing. */
export function upstreamErrorRate(scope: AlarmScope, upstream: string): AlarmSpec {
  const { upstreamErrorRatePercent, upstreamMinimumRequests } = scope.settings;
  return {
    kind: 'upstream-error-rate',
    severity: 'warning',
    means:
      `${upstream} failed to answer ${String(upstreamErrorRatePercent)} % or more of our requests in ` +
      `two of three periods of five minutes: unreachable, cut off, 5xx or malformed.`,
    lookFirst: `at its failures by class on the dashboard, then ${command(scope, 'status')}.`,
    metric: shareOf(
      scope.stageNames.metricsNamespace,
      'UpstreamFailedShare',
      { upstream },
      { minimumSamples: upstreamMinimumRequests, label: 'Failed requests, %' },
    ),
    threshold: upstreamErrorRatePercent,
    periods: 3,
    ofWhich: 2,
    missing: 'fine',
  };
}

/** What an upstream has beside it where the stage wants all alarms for each. */
export function furtherUpstreamAlarms(scope: AlarmScope, upstream: string): AlarmSpec[] {
  return [
    breakerOpen(scope, upstream),
    breakerOpenLong(scope, upstream),
    credentialIsolated(scope, upstream),
  ];
}
