import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Integration } from '../lambdas/contract/define-integration.ts';
import { HoldQueues } from './constructs/hold-queues.ts';
import { stageNames } from './names.ts';
import type { Stage } from './resolve-stage.ts';

export interface HoldStackProps extends StackProps {
  readonly stage: Stage;
  readonly integrations: readonly Integration[];
}

/**
 * The hold queues of a stage's upstreams. An upstream belongs to no integration, and a hundred of them with
 * all alarms are more than the core's stack can take.
 */
export class HoldStack extends Stack {
  constructor(scope: Construct, id: string, { stage, integrations, ...props }: HoldStackProps) {
    super(scope, id, {
      description: `Breakwater, stage ${stage.name}: queues of events that wait for an upstream`,
      terminationProtection: stage.config.data === 'keep',
      ...props,
    });
    const names = stageNames(stage.name);
    new HoldQueues(this, 'HoldQueues', { names, integrations, config: stage.config });
  }
}
