import {
  GetFunctionConfigurationCommand,
  ResourceNotFoundException,
  type FunctionConfiguration,
} from '@aws-sdk/client-lambda';
import { problem, type Diagnosis, type Examination } from './diagnosis.ts';
import type { Patient } from './patient.ts';

/** `Inactive` is what Lambda makes of a function that was not called for weeks: the next call wakes it. */
const ableStates = ['Active', 'Inactive', 'Pending', undefined];

export function judgeFunction(
  name: string,
  configuration:
    | Pick<
        FunctionConfiguration,
        'State' | 'StateReason' | 'LastUpdateStatus' | 'LastUpdateStatusReason'
      >
    | undefined,
  deploy: string,
): Diagnosis[] {
  if (configuration === undefined) return [problem(`there is no function ${name}`, deploy)];
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = configuration;
  if (!ableStates.includes(State)) {
    return [
      problem(`${name} cannot run (${State ?? ''}): ${StateReason ?? 'no reason given'}`, deploy),
    ];
  }
  return LastUpdateStatus === 'Failed'
    ? [
        problem(
          `the last deployment of ${name} failed, so the code before runs: ${LastUpdateStatusReason ?? 'no reason given'}`,
          deploy,
        ),
      ]
    : [];
}

export function examineFunction(
  { lambda, redeploy }: Patient,
  subject: string,
  name: string,
): Examination {
  return {
    check: 'functions',
    subject,
    async examine() {
      const configuration = await lambda
        .send(new GetFunctionConfigurationCommand({ FunctionName: name }))
        .catch((error: unknown) => {
          if (error instanceof ResourceNotFoundException) return undefined;
          throw error;
        });
      return judgeFunction(name, configuration, redeploy);
    },
  };
}
