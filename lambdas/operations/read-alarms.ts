import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { parseAlarmText } from './alarm-text.ts';
import type { AlarmText } from './alarm-text.ts';

/** An alarm of ours that is in ALARM. */
export interface FiringAlarm extends AlarmText {
  readonly name: string;
  /** What it is about: an integration, an upstream; empty for the stage as a whole. */
  readonly subject: string;
  /** Its section in the runbook. */
  readonly kind: string;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
}

/**
 * Alarms of a stage that are in ALARM, the gravest and then the oldest first.
 *
 * @param prefix what the names of all of them begin with: `breakwater-prod`
 */
export async function readFiringAlarms(
  client: CloudWatchClient,
  prefix: string,
): Promise<readonly FiringAlarm[]> {
  const firing: FiringAlarm[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client, pageSize: 100 },
    { AlarmNamePrefix: prefix, StateValue: 'ALARM', AlarmTypes: ['MetricAlarm'] },
  )) {
    firing.push(...MetricAlarms.flatMap((alarm) => firingAlarm(alarm, prefix) ?? []));
  }
  return firing.sort(
    (a, b) => rank(a) - rank(b) || a.since - b.since || (a.name < b.name ? -1 : 1),
  );
}

/** Undefined for what only happens to be called like ours. */
function firingAlarm(
  { AlarmName = '', AlarmDescription = '', ...times }: MetricAlarm,
  prefix: string,
): FiringAlarm | undefined {
  const text = parseAlarmText(AlarmDescription);
  const [kind = '', ...rest] = AlarmName.split('/').reverse();
  const owner = rest.reverse().join('/');
  if (text === undefined || !/^$|^[-/]/.test(owner.slice(prefix.length))) return undefined;
  const since = times.StateTransitionedTimestamp ?? times.StateUpdatedTimestamp;
  return {
    ...text,
    name: AlarmName,
    subject: owner.slice(prefix.length + 1),
    kind,
    since: Number(since ?? 0),
  };
}

function rank({ severity }: FiringAlarm): number {
  return severity === 'critical' ? 0 : 1;
}
