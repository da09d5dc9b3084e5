import { defaultAlarmSettings, type AlarmSettings } from './monitoring/alarms/alarm-settings.ts';

/**
 * What differs between stages. `lib/stages.ts` holds yours; every key has a default. The thresholds of
 * the alarms are in `monitoring/alarms/alarm-settings.ts`.
 */
export interface StageConfig extends AlarmSettings {
  /**
   * What becomes of queues, tables, stored bodies, secrets and logs when their stack is deleted.
   *
   * `keep`: they stay, and stacks refuse `cdk destroy` until you lift their termination protection.
   * `delete`: `cdk destroy` leaves nothing (a bucket that still holds bodies stops it: empty it first).
   * @default 'keep'
   */
  readonly data: 'keep' | 'delete';
  /**
   * Days that logs are kept: one of the values CloudWatch Logs knows.
   * @default 30
   */
  readonly logRetentionDays: number;
  /**
   * Gets an e-mail for every alarm, after confirming the subscription that SNS sends first.
   * @default none: alarms show in CloudWatch only
   */
  readonly alarmEmail: string | undefined;
  /**
   * Public address in front of the API, when providers call a domain of your own:
   * `https://hooks.example.com` or with a path. Providers that sign the URL (Twilio, Square) are
   * checked against it. Mapping the domain to the API is yours to do.
   * @default the API's own address
   */
  readonly baseUrl: string | undefined;
  /**
   * Environments of the verifier that no other function of the account can take. Without it a rush
   * of processors can starve the verifier, and webhooks are answered 503 until it passes.
   * @default none: shares the account's concurrency
   */
  readonly verifierReservedConcurrency: number | undefined;
  /**
   * Processor that Lambda runs on. `arm64` costs a fifth less.
   * @default 'arm64'
   */
  readonly architecture: 'arm64' | 'x86_64';
  /**
   * X-Ray traces of the functions. Paid per trace.
   * @default false
   */
  readonly tracing: boolean;
  /**
   * Requests a second the API lets through, all integrations together, before it answers 429.
   * @default 1000
   */
  readonly requestsPerSecond: number;
  /**
   * Requests the API lets through at once on top of the steady rate.
   * @default 2000
   */
  readonly requestBurst: number;
}

/** What you write for a stage: any of the keys. */
export type StageSettings = Partial<StageConfig>;

export const defaultStageConfig: StageConfig = {
  data: 'keep',
  logRetentionDays: 30,
  alarmEmail: undefined,
  baseUrl: undefined,
  verifierReservedConcurrency: undefined,
  architecture: 'arm64',
  tracing: false,
  requestsPerSecond: 1_000,
  requestBurst: 2_000,
  ...defaultAlarmSettings,
};
