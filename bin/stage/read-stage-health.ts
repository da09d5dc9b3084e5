import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { readFiringAlarms, type FiringAlarm } from '../../lambdas/operations/read-alarms.ts';
import { readGovernorSchedule, withoutGovernor } from './governor-schedule.ts';
import type { StageAccess } from './stage-access.ts';

/** What is to be said of a stage beside its integrations. */
export interface StageHealth {
  /** The gravest and then the oldest first. */
  readonly alarms: readonly FiringAlarm[];
  /** What needs a person, of the stage as a whole; each in a sentence. */
  readonly problems: readonly string[];
  /** What could not be looked at, and so is not known to be well; each in a sentence. */
  readonly unread: readonly string[];
}

type Look = Partial<StageHealth>;

/** Looks at alarms and at the governor. What may not be read, or is not there to be read, is told. */
export async function readStageHealth({
  stage,
  config,
  names,
}: Pick<StageAccess, 'stage' | 'config' | 'names'>): Promise<StageHealth> {
  const looks = await Promise.all([
    look('Alarms', async () => ({
      alarms: await readFiringAlarms(new CloudWatchClient(config), names.coreStack),
    })),
    look("The governor's schedule", async () => {
      const events = new EventBridgeClient(config);
      const schedule = await readGovernorSchedule(events, names.governorFunction);
      return { problems: schedule === 'on' ? [] : [governorProblem(schedule, stage)] };
    }),
  ]);
  return {
    alarms: looks.flatMap(({ alarms = [] }) => alarms),
    problems: looks.flatMap(({ problems = [] }) => problems),
    unread: looks.flatMap(({ unread = [] }) => unread),
  };
}

async function look(what: string, read: () => Promise<Look>): Promise<Look> {
  try {
    return await read();
  } catch (error) {
    return { unread: [`${what} could not be read: ${nameOf(error)}.`] };
  }
}

function governorProblem(schedule: 'off' | 'missing', stage: string): string {
  const what = schedule === 'off' ? 'is switched off' : 'is not there';
  return (
    `the schedule of the governor ${what}: ${withoutGovernor}. ` +
    `How to mend it: npm run breakwater -- doctor --stage ${stage}`
  );
}

/** As AWS names it: `AccessDenied`. Of a network's error, which has no name of its own, what it says. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : error.name;
}
