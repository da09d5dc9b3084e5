import { Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { archivePrefix } from '../../lambdas/dead-letters/dead-letter-archive.ts';
import { objectArnPattern, queueArn, secretArnPattern } from '../arns.ts';
import type { StageNames } from '../names.ts';
import type { Stage } from '../resolve-stage.ts';
import { lambdaEntry } from './write-bundle.ts';
import { NodeFunction } from './node-function.ts';

export interface VerifierProps {
  readonly stage: Stage;
  readonly names: StageNames;
  /** File with the route table that is bundled in. */
  readonly routesFile: string;
  readonly bodyBucketName: string;
  /** Address under which providers reach it, without `/webhooks`. */
  readonly baseUrl: string;
}

/** Under API Gateway's own 30 seconds, so that a slow answer is still ours: 503 and not 504. */
const timeout = Duration.seconds(28);

/**
 * Lambda gives CPU in proportion to memory, and a provider waits for the answer: less memory costs
 * latency and saves nothing.
 */
const memoryMb = 1_024;

/** Checks signatures and stores what is genuine. Reads its stage's signing secrets and nothing else. */
export class Verifier extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: VerifierProps) {
    super(scope, id);
    const { names, stage } = props;
    const { urlSuffix, region, account } = Stack.of(this);
    const { role, function: handler } = new NodeFunction(this, 'Verifier', {
      functionName: names.verifierFunction,
      description: 'Verifies webhooks and stores them in the queue of their integration',
      bundle: { entry: lambdaEntry('verifier'), alias: { '#routes': props.routesFile } },
      timeout,
      memoryMb,
      reservedConcurrency: stage.config.verifierReservedConcurrency,
      config: stage.config,
      environment: {
        STAGE: stage.name,
        POWERTOOLS_SERVICE_NAME: 'verifier',
        QUEUE_URL_PREFIX: `https://sqs.${region}.${urlSuffix}/${account}/${names.queuePrefix}`,
        SIGNING_SECRET_PREFIX: names.signingSecretPrefix,
        BODY_BUCKET: props.bodyBucketName,
        PUBLIC_BASE_URL: props.baseUrl,
      },
    });
    this.function = handler;
    for (const statement of [
      new PolicyStatement({
        sid: 'StoreEvents',
        actions: ['sqs:SendMessage'],
        resources: [queueArn(this, `${names.queuePrefix}*`)],
      }),
      new PolicyStatement({
        sid: 'ReadSigningSecrets',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [secretArnPattern(this, names.signingSecretPrefix)],
      }),
      new PolicyStatement({
        sid: 'StoreBigBodies',
        actions: ['s3:PutObject'],
        resources: [objectArnPattern(this, props.bodyBucketName, '')],
      }),
      new PolicyStatement({
        sid: 'LeaveArchivedDeadLetters',
        effect: Effect.DENY,
        actions: ['s3:PutObject'],
        resources: [objectArnPattern(this, props.bodyBucketName, archivePrefix('*'))],
      }),
    ]) {
      role.addToPolicy(statement);
    }
  }
}
