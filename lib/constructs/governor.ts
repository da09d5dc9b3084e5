import { Duration, Stack } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { breakerEventSource } from '../../lambdas/breaker/change-event.ts';
import {
  anyMappingArn,
  defaultEventBusArn,
  functionArnPattern,
  queueArn,
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
/** Less than from one run to the next, and than its lease: a run never meets its successor. */
const timeout = Duration.seconds(50);
const memoryMb = 512;

/** Sets mappings by the state of breakers, each minute. May touch the mappings of its own stage only. */
export class Governor extends Construct {
  constructor(scope: Construct, id: string, { stage, names, fleetFile }: GovernorProps) {
    super(scope, id);
    const { urlSuffix, region, account } = Stack.of(this);
    const queueUrl = (prefix: string) => `https://sqs.${region}.${urlSuffix}/${account}/${prefix}`;
    const { role, function: handler } = new NodeFunction(this, 'Governor', {
      functionName: names.governorFunction,
      description: 'Pauses, probes and resumes integrations by the state of breakers',
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
        ],
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
