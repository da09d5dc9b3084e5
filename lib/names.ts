/**
 * Physical names of everything that is deployed, from stage and integration alone.
 *
 * Stacks refer to each other by these names and never by CloudFormation exports, so that one
 * integration's stack can come, go or move in the list without another noticing.
 */

/** One stage's names. */
export interface StageNames {
  readonly coreStack: string;
  /** Of the hold queues. No integration's name begins with a dash. */
  readonly holdStack: string;
  readonly api: string;
  readonly verifierFunction: string;
  readonly governorFunction: string;
  /** The integration's name follows it. */
  readonly processorPrefix: string;
  readonly idempotencyTable: string;
  readonly eventTable: string;
  readonly breakerTable: string;
  readonly alarmTopic: string;
  readonly dashboard: string;
  /** Shows the dashboard's own widgets. */
  readonly dashboardViewFunction: string;
  /** Does what their buttons ask. */
  readonly dashboardActFunction: string;
  /** Log group of the API's access log. */
  readonly accessLog: string;
  /** Parameter that tells other stacks the address under which providers reach this stage. */
  readonly baseUrlParameter: string;
  /** The integration's name follows it. */
  readonly queuePrefix: string;
  /** The integration's name follows it. */
  readonly deadLetterQueuePrefix: string;
  /** The upstream's name follows it. */
  readonly holdQueuePrefix: string;
  /** The integration's name follows it. */
  readonly signingSecretPrefix: string;
  /** The name that an upstream's credential has in its definition follows it. */
  readonly upstreamSecretPrefix: string;
  /** CloudWatch namespace of the metrics that functions write. */
  readonly metricsNamespace: string;
}

/** One integration's names within a stage. */
export interface IntegrationNames {
  readonly stack: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly processorFunction: string;
  readonly signingSecret: string;
  readonly forwardSecret: string;
  /** Keys of its bodies in the body bucket begin with this. */
  readonly bodyKeyPrefix: string;
}

/** No dash: `dev-eu` and `shop` would make the stack that `dev` and `eu-shop` make. */
export const stageNamePattern = /^[a-z][a-z0-9]{0,11}$/;
export const integrationNamePattern = /^[a-z][a-z0-9-]{0,29}$/;

export function stageNames(stage: string): StageNames {
  const base = `breakwater-${stage}`;
  return {
    coreStack: base,
    holdStack: `${base}--held`,
    api: base,
    verifierFunction: `${base}-verifier`,
    governorFunction: `${base}-governor`,
    processorPrefix: `${base}-processor-`,
    idempotencyTable: `${base}-idempotency`,
    eventTable: `${base}-events`,
    breakerTable: `${base}-breakers`,
    alarmTopic: `${base}-alarms`,
    dashboard: base,
    dashboardViewFunction: `${base}-dashboard-view`,
    dashboardActFunction: `${base}-dashboard-act`,
    // API Gateway keeps one short list of the log groups it may write to, except under this prefix.
    accessLog: `/aws/vendedlogs/${base}-access`,
    baseUrlParameter: `/breakwater/${stage}/base-url`,
    queuePrefix: `${base}-events-`,
    deadLetterQueuePrefix: `${base}-dead-`,
    holdQueuePrefix: `${base}-held-`,
    signingSecretPrefix: `breakwater/${stage}/signing/`,
    upstreamSecretPrefix: `breakwater/${stage}/upstream/`,
    metricsNamespace: `Breakwater/${stage}`,
  };
}

export function integrationNames(stage: string, integration: string): IntegrationNames {
  const base = `breakwater-${stage}`;
  return {
    stack: `${base}-${integration}`,
    queue: `${base}-events-${integration}`,
    deadLetterQueue: `${base}-dead-${integration}`,
    processorFunction: `${base}-processor-${integration}`,
    signingSecret: `breakwater/${stage}/signing/${integration}`,
    forwardSecret: `breakwater/${stage}/forward/${integration}`,
    bodyKeyPrefix: `${integration}/`,
  };
}

/** Bucket names are shared by all accounts of AWS, so this one carries account and region. */
export function bodyBucketName(stage: string, account: string, region: string): string {
  return `breakwater-${stage}-bodies-${account}-${region}`;
}
