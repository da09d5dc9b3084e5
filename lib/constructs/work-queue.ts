import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, RedrivePermission, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueRetentionDays } from '../../lambdas/event/lifetimes.ts';
import { queueArn } from '../arns.ts';
import type { IntegrationNames } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { dataRemoval } from './data-removal.ts';

/** AWS advises at least six times: shorter, and a slow batch is handed out twice. */
const visibilityPerTimeout = 6;

/**
 * Receives before SQS itself moves a message. A backstop for what our own attempt count never sees;
 * parked events are received again and again, so it is far away.
 */
const maxReceiveCount = 1_000;

export interface WorkQueueProps {
  readonly names: IntegrationNames;
  /** Of the function that works on it. */
  readonly functionTimeout: Duration;
  readonly config: StageConfig;
}

/** One integration's queue and its dead-letter queue. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { names, config } = props;
    const safeguards: QueueProps = {
      retentionPeriod: Duration.days(queueRetentionDays),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: dataRemoval(config),
    };
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      queueName: names.deadLetterQueue,
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        // By name: the queue itself refers to this one.
        sourceQueues: [Queue.fromQueueArn(this, 'Source', queueArn(this, names.queue))],
      },
      ...safeguards,
    });
    this.queue = new Queue(this, 'Events', {
      queueName: names.queue,
      visibilityTimeout: Duration.seconds(props.functionTimeout.toSeconds() * visibilityPerTimeout),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
      ...safeguards,
    });
  }
}
