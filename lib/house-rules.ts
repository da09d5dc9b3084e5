import { queueRetentionDays } from '../lambdas/event/lifetimes.ts';
import { noSecretYet } from './constructs/integration-secrets.ts';

/** A resource as it stands in a synthesized template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface HouseRule {
  readonly name: string;
  /** What must hold, and why. */
  readonly description: string;
  readonly fix: string;
  readonly brokenBy: (
    resource: TemplateResource,
    stage: { readonly keepsData: boolean },
  ) => boolean;
}

/** Sending traces, and the list of event source mappings, which tells no more than that they exist. */
const knowsNoResource = /^(xray:.*|lambda:ListEventSourceMappings)$/;
const secondsPerDay = 86_400;
const holdData = new Set([
  'AWS::SQS::Queue',
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::Logs::LogGroup',
]);

/** What must hold in every template and cdk-nag does not look at. */
export const houseRules: readonly HouseRule[] = [
  {
    name: 'DataIsKept',
    description: 'What holds data outlives its stack, in a stage that keeps its data.',
    fix: 'Give it `removalPolicy: dataRemoval(config)`.',
    brokenBy: (
      { Type, DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' },
      { keepsData },
    ) =>
      keepsData &&
      holdData.has(Type) &&
      !(DeletionPolicy.startsWith('Retain') && UpdateReplacePolicy.startsWith('Retain')),
  },
  {
    name: 'NothingEmptiesBuckets',
    description: 'No function deletes the objects of a bucket with its stack.',
    fix: 'Leave `autoDeleteObjects` out.',
    brokenBy: ({ Type }) => Type === 'Custom::S3AutoDeleteObjects',
  },
  {
    name: 'TablesAreSeen',
    description: 'Tables are of the type that cdk-nag checks and local endpoints give a TTL.',
    fix: 'Use `Table`, not `TableV2`.',
    brokenBy: ({ Type }) => Type === 'AWS::DynamoDB::GlobalTable',
  },
  {
    name: 'QueuesKeepFourteenDays',
    description: 'Every queue keeps events as long as SQS can, under a name of its own.',
    fix: 'Use `WorkQueue`.',
    brokenBy: ({ Type, Properties = {} }) =>
      Type === 'AWS::SQS::Queue' &&
      (Properties['MessageRetentionPeriod'] !== queueRetentionDays * secondsPerDay ||
        typeof Properties['QueueName'] !== 'string'),
  },
  {
    name: 'PausedStaysPaused',
    description:
      'A template that says whether a mapping is enabled would resume one that was paused on purpose.',
    fix: 'Leave `enabled` out of the event source.',
    brokenBy: ({ Type, Properties = {} }) =>
      Type === 'AWS::Lambda::EventSourceMapping' && 'Enabled' in Properties,
  },
  {
    name: 'FailuresArePartial',
    description: 'One failing event never takes its whole batch along, nor all of the account.',
    fix: 'Set `reportBatchItemFailures` and `maxConcurrency`.',
    brokenBy: ({ Type, Properties = {} }) =>
      Type === 'AWS::Lambda::EventSourceMapping' &&
      !(
        JSON.stringify(Properties['FunctionResponseTypes']) === '["ReportBatchItemFailures"]' &&
        Properties['ScalingConfig'] !== undefined
      ),
  },
  {
    name: 'ApiIsLimitedAndLogged',
    description: 'The HTTP API throttles by default and logs every request.',
    fix: 'Set `throttle` and `accessLogSettings` on its stage.',
    brokenBy: ({ Type, Properties = {} }) =>
      Type === 'AWS::ApiGatewayV2::Stage' &&
      !(
        has(Properties['DefaultRouteSettings'], 'ThrottlingRateLimit') &&
        has(Properties['AccessLogSettings'], 'DestinationArn')
      ),
  },
  {
    name: 'LogsEnd',
    description: 'Logs are kept for the days that the stage says, not for ever.',
    fix: 'Set `retention: config.logRetentionDays`, and give every function such a log group.',
    brokenBy: ({ Type, Properties = {} }) =>
      (Type === 'AWS::Logs::LogGroup' && Properties['RetentionInDays'] === undefined) ||
      (Type === 'AWS::Lambda::Function' && !has(Properties['LoggingConfig'], 'LogGroup')),
  },
  {
    name: 'SecretsAreNotOverwritten',
    description:
      'A literal secret is the one that means "none yet": another would be written over what people put in.',
    fix: 'Use `noSecretYet`, or have the value generated.',
    brokenBy: ({ Type, Properties = {} }) =>
      Type === 'AWS::SecretsManager::Secret' &&
      ![undefined, noSecretYet].includes(Properties['SecretString'] as string | undefined),
  },
  {
    name: 'OnlyTheUnscopedGoesAnywhere',
    description: 'No role may do anything to everything, but what IAM knows no resource for.',
    fix: 'Name the resources.',
    brokenBy: ({ Type, Properties = {} }) =>
      Type === 'AWS::IAM::Policy' &&
      (Properties as unknown as IamPolicy).PolicyDocument.Statement.some(
        ({ Action, Resource }) =>
          [Resource].flat().includes('*') &&
          ![Action].flat().every((action) => knowsNoResource.test(action)),
      ),
  },
];

interface IamPolicy {
  readonly PolicyDocument: {
    readonly Statement: readonly {
      readonly Action: string | readonly string[];
      readonly Resource: unknown;
    }[];
  };
}

function has(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && key in value;
}
