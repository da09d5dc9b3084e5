import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Integration } from '../../lambdas/contract/define-integration.ts';
import { upstreamNames } from '../../lambdas/contract/upstream-names.ts';
import { queueRetentionDays } from '../../lambdas/event/lifetimes.ts';
import type { StageNames } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { dataRemoval } from './data-removal.ts';

export interface HoldQueuesProps {
  readonly names: StageNames;
  readonly integrations: readonly Integration[];
  readonly config: StageConfig;
}

/**
 * For each upstream a queue of the events that wait for it. It has no dead-letter queue: the governor alone
 * receives from it, and sends each event back to the queue of its integration, which has one.
 */
export class HoldQueues extends Construct {
  constructor(scope: Construct, id: string, { names, integrations, config }: HoldQueuesProps) {
    super(scope, id);
    for (const upstream of new Set(integrations.flatMap(upstreamNames))) {
      new Queue(this, upstream, {
        queueName: names.holdQueuePrefix + upstream,
        retentionPeriod: Duration.days(queueRetentionDays),
        encryption: QueueEncryption.SQS_MANAGED,
        enforceSSL: true,
        removalPolicy: dataRemoval(config),
      });
    }
  }
}
