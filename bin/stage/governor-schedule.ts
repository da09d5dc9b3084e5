import {
  DescribeRuleCommand,
  ResourceNotFoundException,
  type EventBridgeClient,
} from '@aws-sdk/client-eventbridge';

/** Of the rule that runs the governor each minute; `missing` where there is none. */
export type GovernorSchedule = 'on' | 'off' | 'missing';

/** What becomes of a stage whose governor does not run. */
export const withoutGovernor =
  'nothing pauses, probes or resumes integrations, and gauges stand still';

export async function readGovernorSchedule(
  client: EventBridgeClient,
  Name: string,
): Promise<GovernorSchedule> {
  try {
    const { State } = await client.send(new DescribeRuleCommand({ Name }));
    return State === 'DISABLED' ? 'off' : 'on';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 'missing';
    throw error;
  }
}
