import type { StageSettings } from './stage-config.ts';

/**
 * Your stages. `cdk deploy --all -c stage=prod` deploys one; without `-c stage` it is `dev`.
 * What a key means, and what it is when left out: `stage-config.ts`.
 */
export const stages: Readonly<Record<string, StageSettings>> = {
  dev: {
    data: 'delete',
    logRetentionDays: 7,
  },
  prod: {
    logRetentionDays: 90,
    // alarmEmail: 'you@example.com',
    // baseUrl: 'https://hooks.example.com',
    // verifierReservedConcurrency: 50,
  },
};

/** What a stage on a local endpoint gets, whatever its name. */
export const localStage: StageSettings = {
  data: 'delete',
  logRetentionDays: 1,
};
