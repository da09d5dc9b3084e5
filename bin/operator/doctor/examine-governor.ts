import {
  DescribeRuleCommand,
  ResourceNotFoundException,
  type DescribeRuleCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { problem, type Diagnosis, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';

const consequence = 'nothing pauses, probes or resumes integrations, and gauges stand still';

/** @param rule that runs the governor each minute; undefined where there is none */
export function judgeGovernor(
  name: string,
  rule: Pick<DescribeRuleCommandOutput, 'State'> | undefined,
  deploy: string,
): Diagnosis[] {
  if (rule === undefined) {
    return [problem(`there is no schedule ${name}: ${consequence}`, deploy)];
  }
  return rule.State === 'DISABLED'
    ? [
        problem(
          `the schedule of the governor is switched off: ${consequence}`,
          `aws events enable-rule --name ${name}`,
        ),
      ]
    : [];
}

export function examineGovernor({ events, stage, deploy }: Patient): Examination {
  const Name = stage.names.governorFunction;
  return {
    check: 'functions',
    subject: stage.stage,
    async examine() {
      const rule = await events.send(new DescribeRuleCommand({ Name })).catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      });
      return judgeGovernor(Name, rule, deploy);
    },
  };
}
