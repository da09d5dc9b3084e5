import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { listedIndexName } from '../../lambdas/dead-letters/dead-letter-keys.ts';
import { allAlarmsArn, bucketArn, objectArnPattern, queueArn, tableArn } from '../arns.ts';
import type { StageNames } from '../names.ts';
import type { Stage } from '../resolve-stage.ts';
import { NodeFunction } from './node-function.ts';
import { lambdaEntry } from './write-bundle.ts';

export interface DashboardFunctionsProps {
  readonly stage: Stage;
  readonly names: StageNames;
  /** File with what they know of the stage. */
  readonly fleetFile: string;
  readonly bodyBucketName: string;
}

/** A hundred integrations are a thousand small reads: two to four seconds at a local endpoint. */
const viewTimeout = Duration.seconds(30);
/** One click replays for 20 seconds at the most, and shows the dead letters before and after. */
const actTimeout = Duration.seconds(60);
const memoryMb = 1_024;

/**
 * The functions behind the dashboard's own widgets: one shows, the other acts. CloudWatch invokes them as
 * the person who looks or clicks, so that who may look and who may act is a question of two permissions.
 */
export class DashboardFunctions extends Construct {
  readonly view: IFunction;
  readonly act: IFunction;

  constructor(scope: Construct, id: string, props: DashboardFunctionsProps) {
    super(scope, id);
    const { stage, names } = props;
    const { region, urlSuffix, account } = Stack.of(this);
    const queueUrl = (prefix: string) => `https://sqs.${region}.${urlSuffix}/${account}/${prefix}`;
    const alias = { '#fleet': props.fleetFile };
    const environment = {
      STAGE: stage.name,
      QUEUE_URL_PREFIX: queueUrl(names.queuePrefix),
      DEAD_LETTER_QUEUE_URL_PREFIX: queueUrl(names.deadLetterQueuePrefix),
      HOLD_QUEUE_URL_PREFIX: queueUrl(names.holdQueuePrefix),
      EVENT_TABLE: names.eventTable,
      BREAKER_TABLE: names.breakerTable,
      BODY_BUCKET: props.bodyBucketName,
    };

    const act = new NodeFunction(this, 'Act', {
      functionName: names.dashboardActFunction,
      description: 'Does what the buttons of the dashboard ask: who may invoke it may act',
      bundle: { entry: lambdaEntry('dashboard-act'), alias },
      timeout: actTimeout,
      memoryMb,
      config: stage.config,
      environment: { ...environment, POWERTOOLS_SERVICE_NAME: 'dashboard' },
    });
    this.act = act.function;

    const view = new NodeFunction(this, 'View', {
      functionName: names.dashboardViewFunction,
      description: 'Shows the widgets of the dashboard: may read, and nothing else',
      bundle: { entry: lambdaEntry('dashboard-view'), alias },
      timeout: viewTimeout,
      memoryMb,
      config: stage.config,
      environment: {
        ...environment,
        ALARM_PREFIX: names.coreStack,
        PROCESSOR_PREFIX: names.processorPrefix,
        ACT_FUNCTION_ARN: act.function.functionArn,
      },
    });
    this.view = view.function;

    const events = queueArn(this, `${names.queuePrefix}*`);
    const deadLetters = queueArn(this, `${names.deadLetterQueuePrefix}*`);
    const records = tableArn(this, names.eventTable);
    const breakers = tableArn(this, names.breakerTable);
    const listed = tableArn(this, names.eventTable, listedIndexName);
    for (const statement of [
      new PolicyStatement({
        sid: 'CountMessages',
        actions: ['sqs:GetQueueAttributes'],
        resources: [events, deadLetters, queueArn(this, `${names.holdQueuePrefix}*`)],
      }),
      new PolicyStatement({
        sid: 'ReadRecords',
        actions: ['dynamodb:GetItem', 'dynamodb:Query'],
        resources: [records, listed],
      }),
      new PolicyStatement({
        sid: 'ReadBreakersAndPauses',
        actions: ['dynamodb:GetItem', 'dynamodb:Query'],
        resources: [breakers],
      }),
      new PolicyStatement({
        sid: 'ReadAlarms',
        actions: ['cloudwatch:DescribeAlarms'],
        resources: [allAlarmsArn(this)],
      }),
      new PolicyStatement({
        sid: 'ListMappings',
        actions: ['lambda:ListEventSourceMappings'],
        resources: ['*'],
      }),
    ]) {
      view.role.addToPolicy(statement);
    }
    for (const statement of [
      new PolicyStatement({
        sid: 'TakeDeadLetters',
        actions: [
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:GetQueueAttributes',
        ],
        resources: [deadLetters],
      }),
      new PolicyStatement({
        sid: 'SendThemAgain',
        actions: ['sqs:SendMessage'],
        resources: [events],
      }),
      new PolicyStatement({
        sid: 'KeepRecords',
        actions: [
          'dynamodb:GetItem',
          'dynamodb:BatchGetItem',
          'dynamodb:Query',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
        ],
        resources: [records, listed],
      }),
      new PolicyStatement({
        sid: 'ReleaseBreakersAndPause',
        actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
        resources: [breakers],
      }),
      new PolicyStatement({
        sid: 'RenewBodies',
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [objectArnPattern(this, props.bodyBucketName, '')],
      }),
      // Without it S3 answers 403 for a body that is gone.
      new PolicyStatement({
        sid: 'TellMissingFromForbidden',
        actions: ['s3:ListBucket'],
        resources: [bucketArn(this, props.bodyBucketName)],
      }),
    ]) {
      act.role.addToPolicy(statement);
    }
  }
}
