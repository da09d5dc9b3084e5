import { DescribeLogGroupsCommand, type LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { problem, type Diagnosis, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';

/** @param group undefined where there is none of that name */
export function judgeLogGroup(
  name: string,
  group: Pick<LogGroup, 'retentionInDays'> | undefined,
  retentionDays: number,
): Diagnosis[] {
  const put = `aws logs put-retention-policy --log-group-name ${name} --retention-in-days ${String(retentionDays)}`;
  if (group === undefined) {
    return [
      problem(
        `there is no log group ${name}: nobody will know what happened`,
        `aws logs create-log-group --log-group-name ${name} && ${put}`,
      ),
    ];
  }
  return group.retentionInDays === undefined
    ? [problem(`${name} is kept for ever, and paid for`, put)]
    : [];
}

export function examineLogGroup(
  { logs }: Patient,
  subject: string,
  name: string,
  retentionDays: number,
): Examination {
  return {
    check: 'logs',
    subject,
    async examine() {
      const { logGroups = [] } = await logs.send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: name }),
      );
      const group = logGroups.find(({ logGroupName }) => logGroupName === name);
      return judgeLogGroup(name, group, retentionDays);
    },
  };
}
