import { styleText } from 'node:util';
import type { IntegrationStatus } from '../../lambdas/operations/integration-status.ts';
import type { FiringAlarm } from '../../lambdas/operations/read-alarms.ts';
import type { StageHealth } from '../stage/read-stage-health.ts';
import { formatTable } from '../terminal/table.ts';
import { ago, duration, localTime, withLocalTimes } from './time-words.ts';

/** All that `status` looked at. */
export interface StageStatus extends StageHealth {
  readonly integrations: readonly IntegrationStatus[];
}

/** Its shape is an interface: `status --json`. */
export function statusJson({ alarms, problems, unread, integrations }: StageStatus) {
  const healthy =
    alarms.length === 0 &&
    problems.length === 0 &&
    integrations.every((integration) => integration.problems.length === 0);
  return {
    healthy,
    alarms: alarms.map((alarm) => ({ ...alarm, since: new Date(alarm.since).toISOString() })),
    problems,
    unread,
    integrations,
  };
}

interface Shown {
  readonly stage: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly stream: NodeJS.WriteStream;
}

/** The glance: alarms first, then one line for each integration, then what needs a person and where to look. */
export function statusText(seen: StageStatus, { stage, now, stream }: Shown): string {
  const { alarms, problems, unread, integrations } = seen;
  const paint: Paint = (colour, text) => styleText(colour, text, { stream });
  return [
    ...alarms.map((alarm) => alarmText(alarm, now, paint)),
    ...problems.map((problem) => `${paint('red', '✗')} ${stage}: ${problem}`),
    ...unread.map((what) => `${paint('yellow', '!')} ${what}`),
    integrationTable(integrations, paint),
    ...noticeText(integrations),
    conclusion(seen, stage, paint),
  ].join('\n\n');
}

type Paint = (colour: 'green' | 'red' | 'yellow', text: string) => string;

function alarmText(
  { severity, subject, kind, since, means, lookFirst, runbook }: FiringAlarm,
  now: number,
  paint: Paint,
): string {
  const rank = severity === 'critical' ? paint('red', 'CRITICAL') : paint('yellow', 'Warning');
  const name = subject === '' ? kind : `${subject}: ${kind}`;
  return [
    `${rank} ${name}, since ${localTime(since)} (${ago(since, now)})`,
    `  ${means}`,
    `  Look first ${lookFirst}`,
    `  Runbook: ${runbook}`,
  ].join('\n');
}

function integrationTable(integrations: readonly IntegrationStatus[], paint: Paint): string {
  return formatTable(
    [
      '',
      'integration',
      'provider',
      'queued',
      'in flight',
      'oldest',
      'dead letters',
      'breakers',
      'mapping',
    ],
    integrations.map((one) => [
      one.problems.length === 0 ? paint('green', '✓') : paint('red', '✗'),
      one.name,
      one.provider,
      one.queued,
      one.inFlight,
      one.oldestSeconds === 0 ? '–' : duration(one.oldestSeconds * 1_000),
      one.deadLetters === 0 ? 0 : paint('red', String(one.deadLetters)),
      breakers(one),
      one.mapping === 'enabled' ? one.mapping : paint('yellow', one.mapping),
    ]),
    { alignRight: [3, 4, 5, 6] },
  );
}

/** Why events wait although nothing is wrong. */
function noticeText(integrations: readonly IntegrationStatus[]): string[] {
  const lines = integrations.flatMap(({ name, notices }) =>
    notices.map((notice) => `· ${name}: ${withLocalTimes(notice)}`),
  );
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function conclusion(
  { alarms, problems: ofStage, unread, integrations }: StageStatus,
  stage: string,
  paint: Paint,
): string {
  const troubled = integrations.filter(({ problems }) => problems.length > 0);
  if (troubled.length === 0) {
    if (alarms.length + ofStage.length > 0) return 'No integration needs you beside that.';
    return unread.length > 0 ? 'Nothing else needs you.' : 'Nothing needs you.';
  }
  const problems = troubled.flatMap(({ name, problems }) =>
    problems.map((problem) => `${paint('red', '✗')} ${name}: ${withLocalTimes(problem)}`),
  );
  const look = troubled.some(({ deadLetters }) => deadLetters > 0)
    ? `\n\nWhat killed them:  npm run breakwater -- dlq list --stage ${stage}`
    : '';
  return problems.join('\n') + look;
}

function breakers({ breakers }: IntegrationStatus): string {
  const notClosed = breakers.filter(({ state }) => state !== 'closed');
  if (breakers.length === 0) return '–';
  if (notClosed.length === 0) return 'closed';
  return notClosed.map(({ upstream, state }) => `${upstream} ${state}`).join(', ');
}
