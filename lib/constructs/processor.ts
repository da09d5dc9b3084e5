import { Duration } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { breakerEventSource } from '../../lambdas/breaker/change-event.ts';
import { upstreamNames } from '../../lambdas/contract/upstream-names.ts';
import { archivePrefix } from '../../lambdas/dead-letters/dead-letter-archive.ts';
import { resolveProvider } from '../../lambdas/providers/catalog.ts';
import { limitsOf } from '../../lambdas/contract/integration-limits.ts';
import type { Integration } from '../../lambdas/contract/define-integration.ts';
import {
  bucketArn,
  defaultEventBusArn,
  objectArnPattern,
  queueArn,
  queueUrlPrefix,
  secretArn,
} from '../arns.ts';
import type { IntegrationNames, StageNames } from '../names.ts';
import type { Stage } from '../resolve-stage.ts';
import type { LocatedIntegration } from '../located-integration.ts';
import { lambdaEntry } from './write-bundle.ts';
import { NodeFunction } from './node-function.ts';
import { grantBreakerAccess, grantItemAccess } from './state-tables.ts';
import { WorkQueue } from './work-queue.ts';

export interface ProcessorProps {
  readonly stage: Stage;
  readonly stageNames: StageNames;
  readonly names: IntegrationNames;
  readonly integration: LocatedIntegration;
  readonly bodyBucketName: string;
  /** Secret that signs forwarded events; only where the integration forwards. */
  readonly forwardSecret: ISecret | undefined;
}

/** Lambda takes at most ten messages of a queue at once without waiting for more. */
const batchSize = 10;

/** Works on the queue of one integration. May touch what belongs to it, and nothing of another. */
export class Processor extends Construct {
  readonly function: IFunction;
  readonly work: WorkQueue;

  constructor(scope: Construct, id: string, props: ProcessorProps) {
    super(scope, id);
    const { stage, stageNames, names, bodyBucketName, forwardSecret } = props;
    const { definition, file } = props.integration;
    const limits = limitsOf(definition);
    const timeout = Duration.seconds(limits.timeoutSeconds);
    this.work = new WorkQueue(this, 'Work', {
      names,
      functionTimeout: timeout,
      config: stage.config,
    });
    const { queue, deadLetterQueue } = this.work;

    const { role, function: handler } = new NodeFunction(this, 'Processor', {
      functionName: names.processorFunction,
      description: `Handles the events of ${definition.name}`,
      bundle: { entry: lambdaEntry('processor'), alias: { '#integration': file } },
      timeout,
      memoryMb: limits.memoryMb,
      config: stage.config,
      environment: {
        STAGE: stage.name,
        PROVIDER: resolveProvider(definition.provider).id,
        POWERTOOLS_SERVICE_NAME: 'processor',
        QUEUE_URL: queue.queueUrl,
        DEAD_LETTER_QUEUE_URL: deadLetterQueue.queueUrl,
        HOLD_QUEUE_URL_PREFIX: queueUrlPrefix(this, stageNames.holdQueuePrefix),
        IDEMPOTENCY_TABLE: stageNames.idempotencyTable,
        EVENT_TABLE: stageNames.eventTable,
        BREAKER_TABLE: stageNames.breakerTable,
        UPSTREAMS: upstreamNames(definition).join(),
        WHEN_UPSTREAM_DOWN: definition.whenUpstreamDown ?? 'pause',
        BODY_BUCKET: bodyBucketName,
        ...(forwardSecret !== undefined && { FORWARD_SECRET: names.forwardSecret }),
      },
    });
    this.function = handler;
    // Only the governor invokes it so, to search a held queue: an order that comes late is given again by then.
    handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });

    // No `enabled`: a template that says `true` would resume a mapping that was paused on purpose.
    handler.addEventSource(
      new SqsEventSource(queue, {
        batchSize,
        reportBatchItemFailures: true,
        maxConcurrency: limits.maxConcurrency,
      }),
    );
    deadLetterQueue.grantSendMessages(role);
    for (const name of [stageNames.idempotencyTable, stageNames.eventTable]) {
      grantItemAccess(Table.fromTableName(this, name, name), role);
    }
    const { breakerTable } = stageNames;
    grantBreakerAccess(Table.fromTableName(this, breakerTable, breakerTable), role);
    for (const statement of [
      new PolicyStatement({
        sid: 'ReadOwnBigBodies',
        actions: ['s3:GetObject'],
        resources: [objectArnPattern(this, bodyBucketName, names.bodyKeyPrefix)],
      }),
      // Without it S3 answers 403 for a body that is gone, as it does when it is not to be trusted.
      new PolicyStatement({
        sid: 'TellMissingFromForbidden',
        actions: ['s3:ListBucket'],
        resources: [bucketArn(this, bodyBucketName)],
      }),
      new PolicyStatement({
        sid: 'TellOfBreakers',
        actions: ['events:PutEvents'],
        resources: [defaultEventBusArn(this)],
        conditions: { StringEquals: { 'events:source': breakerEventSource } },
      }),
      new PolicyStatement({
        sid: 'ArchiveOwnDeadLetters',
        actions: ['s3:PutObject'],
        resources: [objectArnPattern(this, bodyBucketName, archivePrefix(definition.name))],
      }),
    ]) {
      role.addToPolicy(statement);
    }
    const upstreams = upstreamNames(definition);
    if (upstreams.length > 0) {
      role.addToPolicy(
        new PolicyStatement({
          sid: 'HoldEvents',
          actions: ['sqs:SendMessage'],
          resources: upstreams.map((name) => queueArn(this, stageNames.holdQueuePrefix + name)),
        }),
      );
    }
    forwardSecret?.grantRead(role);
    const upstreamSecrets = upstreamSecretsOf(definition);
    if (upstreamSecrets.length > 0) {
      role.addToPolicy(
        new PolicyStatement({
          sid: 'ReadUpstreamSecrets',
          actions: ['secretsmanager:GetSecretValue'],
          resources: upstreamSecrets.map((secret) =>
            secretArn(this, stageNames.upstreamSecretPrefix + secret),
          ),
        }),
      );
    }
  }
}

/** People make these secrets: several integrations may call one upstream, so no stack owns them. */
function upstreamSecretsOf({ upstreams = {} }: Integration): string[] {
  const secrets = Object.values(upstreams).map(({ credential }) => credential?.secret);
  return [...new Set(secrets.filter((secret) => secret !== undefined))];
}
