import { randomBytes } from 'node:crypto';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DeleteRuleCommand,
  DisableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../bin/local/free-port.ts';
import { localClientConfig } from '../../bin/local/local-aws.ts';
import { readStageHealth } from '../../bin/stage/read-stage-health.ts';
import { StageAccess } from '../../bin/stage/stage-access.ts';
import { formatAlarmText } from '../../lambdas/operations/alarm-text.ts';
import { testEndpointUrl } from '../support/local-tables.ts';

const config = localClientConfig(testEndpointUrl());
const cloudWatch = new CloudWatchClient(config);
const events = new EventBridgeClient(config);
const stage = new StageAccess(config, `t${randomBytes(4).toString('hex')}`);
const AlarmName = `${stage.names.coreStack}/wrong-secret`;
const Name = stage.names.governorFunction;

beforeAll(async () => {
  await events.send(new PutRuleCommand({ Name, ScheduleExpression: 'rate(1 minute)' }));
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      AlarmDescription: formatAlarmText({
        severity: 'critical',
        means: 'It is so.',
        lookFirst: 'here.',
        runbook: 'docs/runbook.md#wrong-secret',
      }),
      ...{ Namespace: 'Breakwater/test', MetricName: 'None', Statistic: 'Maximum', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, TreatMissingData: 'ignore' },
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    }),
  );
});
afterAll(async () => {
  await events.send(new DeleteRuleCommand({ Name }));
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
});

const setAlarm = (StateValue: 'ALARM' | 'OK') =>
  cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'test' }));

describe('what is to be said of a stage beside its integrations', () => {
  it('is nothing while its governor is on and no alarm is', async () => {
    await setAlarm('OK');
    expect(await readStageHealth(stage)).toEqual({ alarms: [], problems: [], unread: [] });
  });

  it('is an alarm of its own', async () => {
    await setAlarm('ALARM');
    const { alarms } = await readStageHealth(stage);
    expect(alarms).toMatchObject([{ name: AlarmName, kind: 'wrong-secret' }]);
    await setAlarm('OK');
  });

  it('is a governor whose schedule is off, or gone', async () => {
    await events.send(new DisableRuleCommand({ Name }));
    const off = await readStageHealth(stage);
    expect(off.problems).toEqual([expect.stringContaining('the governor is switched off')]);
    expect(off.problems[0]).toContain(`doctor --stage ${stage.stage}`);
    await events.send(new DeleteRuleCommand({ Name }));
    const gone = await readStageHealth(stage);
    expect(gone.problems).toEqual([expect.stringContaining('the governor is not there')]);
  });

  it('is what could not be read', async () => {
    const nowhere = `http://127.0.0.1:${String(await freePort())}`;
    const { unread, ...rest } = await readStageHealth(
      new StageAccess(localClientConfig(nowhere), stage.stage),
    );
    expect(rest).toEqual({ alarms: [], problems: [] });
    expect(unread).toEqual([
      expect.stringMatching(/^Alarms could not be read: .*ECONNREFUSED/),
      expect.stringMatching(/^The governor's schedule could not be read: .*ECONNREFUSED/),
    ]);
  });
});
