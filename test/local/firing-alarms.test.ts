import { randomBytes } from 'node:crypto';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { localClientConfig } from '../../bin/local/local-aws.ts';
import { formatAlarmText } from '../../lambdas/operations/alarm-text.ts';
import { readFiringAlarms } from '../../lambdas/operations/read-alarms.ts';
import { testEndpointUrl } from '../support/local-tables.ts';

const client = new CloudWatchClient(localClientConfig(testEndpointUrl()));
const prefix = `breakwater-t${randomBytes(4).toString('hex')}`;
const names: string[] = [];

async function raise(name: string, severity: 'critical' | 'warning', description?: string) {
  names.push(name);
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName: name,
      AlarmDescription:
        description ??
        formatAlarmText({
          severity,
          means: 'It is so: "Look first: here" is part of it.',
          lookFirst: 'at `status`.',
          runbook: 'docs/runbook.md#dead-letters',
        }),
      Namespace: 'Breakwater/test',
      MetricName: 'None',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'ignore',
    }),
  );
  await client.send(
    new SetAlarmStateCommand({ AlarmName: name, StateValue: 'ALARM', StateReason: 'test' }),
  );
}

beforeAll(async () => {
  await raise(`${prefix}-orders/dead-letters`, 'warning');
  await raise(`${prefix}/crm/credential-isolated`, 'critical');
  await raise(`${prefix}/governor-silent`, 'warning');
  await raise(`${prefix}2/of-another-stage`, 'critical');
  await raise(`${prefix}-orders/somebody-elses`, 'critical', 'No description of ours.');
  await raise(`${prefix}-orders/over`, 'critical');
  await client.send(
    new SetAlarmStateCommand({
      ...{ AlarmName: `${prefix}-orders/over`, StateValue: 'OK', StateReason: 'test' },
    }),
  );
});
afterAll(() => client.send(new DeleteAlarmsCommand({ AlarmNames: names })));

describe('the alarms of a stage that are in ALARM', () => {
  it('are told with what they are about, since when and what to do, the gravest first', async () => {
    const firing = await readFiringAlarms(client, prefix);
    expect(firing.map(({ subject, kind, severity }) => [severity, subject, kind])).toEqual([
      ['critical', 'crm', 'credential-isolated'],
      ['warning', 'orders', 'dead-letters'],
      ['warning', '', 'governor-silent'],
    ]);
    expect(firing[0]).toMatchObject({
      means: 'It is so: "Look first: here" is part of it.',
      lookFirst: 'at `status`.',
      runbook: 'docs/runbook.md#dead-letters',
    });
    expect(firing[0]?.since).toBeGreaterThan(Date.now() - 60_000);
  });
});
