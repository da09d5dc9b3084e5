import { Duration } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { breakerChangedType, breakerEventSource } from '../../lambdas/breaker/change-event.ts';
import {
  anyMappingArn,
  defaultEventBusArn,
  functionArnPattern,
  queueArn,
  queueUrlPrefix,
  tableArn,
} from '../arns.ts';
import type { StageNames } from '../names.ts';
import type { Stage } from '../resolve-stage.ts';
import { NodeFunction } from './node-function.ts';
import { grantBreakerAccess, grantItemAccess } from './state-tables.ts';
import { lambdaEntry } from './write-bundle.ts';

export interface GovernorProps {
  readonly stage: Stage;
  readonly names: StageNames;
  /** File with what it knows of the stage. */
  readonly fleetFile: string;
}

const every = Duration.minutes(1);
/** A run ends before the next one is scheduled; this is for one that AWS keeps waiting. */
const timeout = Duration.seconds(65);
const memoryMb = 512;

/** Decides when held events come back, and which mappings are enabled. May touch those of its own stage only. */
export class Governor extends Construct {
  constructor(scope: Construct, id: string, { stage, names, fleetFile }: GovernorProps) {
    super(scope, id);
    const queueUrl = (prefix: string) => queueUrlPrefix(this, prefix);
    const { role, function: handler } = new NodeFunction(this, 'Governor', {
      functionName: names.governorFunction,
      description: 'Releases held events by the state of breakers, pauses and resumes integrations',
      bundle: { entry: lambdaEntry('governor'), alias: { '#fleet': fleetFile } },
      timeout,
      memoryMb,
      config: stage.config,
      environment: {
        STAGE: stage.name,
        POWERTOOLS_SERVICE_NAME: 'governor',
        PROCESSOR_PREFIX: names.processorPrefix,
        QUEUE_URL_PREFIX: queueUrl(names.queuePrefix),
        DEAD_LETTER_QUEUE_URL_PREFIX: queueUrl(names.deadLetterQueuePrefix),
        HOLD_QUEUE_URL_PREFIX: queueUrl(names.holdQueuePrefix),
        EVENT_TABLE: names.eventTable,
        BREAKER_TABLE: names.breakerTable,
      },
    });
    // The next run sees what there is to see: one that failed or came late is not worth another try.
    handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: every });
    new Rule(this, 'EachMinute', {
      ruleName: names.governorFunction,
      description: 'Runs the governor',
      schedule: Schedule.rate(every),
      targets: [new LambdaFunction(handler, { retryAttempts: 0, maxEventAge: every })],
    });

    new Rule(this, 'BreakerChanged', {
      ruleName: `${names.governorFunction}-breaker-changed`,
      description:
        'Runs the governor when events begin to wait, or wait no longer because of an operator',
      eventPattern: {
        source: [breakerEventSource],
        detailType: [breakerChangedType],
        // What probes change is seen by the run that released them.
        detail: {
          stage: [stage.name],
          from: ['closed', 'isolated', 'forced-open', 'forced-closed'],
        },
      },
      targets: [new LambdaFunction(handler, { retryAttempts: 0, maxEventAge: every })],
    });

    const { eventTable, breakerTable } = names;
    grantItemAccess(Table.fromTableName(this, eventTable, eventTable), role);
    grantBreakerAccess(Table.fromTableName(this, breakerTable, breakerTable), role);
    const processors = functionArnPattern(this, names.processorPrefix);
    for (const statement of [
      new PolicyStatement({
        sid: 'SeeMappings',
        actions: ['lambda:ListEventSourceMappings'],
        resources: ['*'],
      }),
      new PolicyStatement({
        sid: 'SetOwnMappings',
        actions: ['lambda:UpdateEventSourceMapping'],
        resources: [anyMappingArn(this)],
        conditions: { ArnLike: { 'lambda:FunctionArn': processors } },
      }),
      new PolicyStatement({
        sid: 'HaveProcessorsProbe',
        actions: ['lambda:InvokeFunction'],
        resources: [processors],
      }),
      new PolicyStatement({
        sid: 'CountMessages',
        actions: ['sqs:GetQueueAttributes'],
        resources: [
          queueArn(this, `${names.queuePrefix}*`),
          queueArn(this, `${names.deadLetterQueuePrefix}*`),
          queueArn(this, `${names.holdQueuePrefix}*`),
        ],
      }),
      new PolicyStatement({
        sid: 'TakeHeldEvents',
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
        resources: [queueArn(this, `${names.holdQueuePrefix}*`)],
      }),
      new PolicyStatement({
        sid: 'SendHeldEventsBack',
        actions: ['sqs:SendMessage'],
        resources: [queueArn(this, `${names.queuePrefix}*`)],
      }),
      new PolicyStatement({
        sid: 'FindOldestDeadLetters',
        actions: ['dynamodb:Query'],
        resources: [`${tableArn(this, eventTable)}/index/*`],
      }),
      new PolicyStatement({
        sid: 'TellOfBreakers',
        actions: ['events:PutEvents'],
        resources: [defaultEventBusArn(this)],
        conditions: { StringEquals: { 'events:source': breakerEventSource } },
      }),
    ]) {
      role.addToPolicy(statement);
    }
  }
}
