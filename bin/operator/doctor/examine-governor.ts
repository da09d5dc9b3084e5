import {
  readGovernorSchedule,
  withoutGovernor,
  type GovernorSchedule,
} from '../../stage/governor-schedule.ts';
import { problem, type Diagnosis, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';

/** @param name of the rule that runs the governor each minute */
export function judgeGovernor(
  name: string,
  schedule: GovernorSchedule,
  deploy: string,
): Diagnosis[] {
  switch (schedule) {
    case 'on':
      return [];
    case 'missing':
      return [problem(`there is no schedule ${name}: ${withoutGovernor}`, deploy)];
    case 'off':
      return [
        problem(
          `the schedule of the governor is switched off: ${withoutGovernor}`,
          `aws events enable-rule --name ${name}`,
        ),
      ];
  }
}

export function examineGovernor({ events, stage, redeploy }: Patient): Examination {
  const name = stage.names.governorFunction;
  return {
    check: 'functions',
    subject: stage.stage,
    examine: async () => judgeGovernor(name, await readGovernorSchedule(events, name), redeploy),
  };
}
