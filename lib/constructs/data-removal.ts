import { RemovalPolicy } from 'aws-cdk-lib';
import type { StageConfig } from '../stage-config.ts';

/**
 * What becomes of a resource with data in it when it leaves its stack.
 *
 * "Retain except on create": a first deployment that fails takes its own empty resources along, so
 * that the next one does not stumble over their names.
 */
export function dataRemoval(config: StageConfig): RemovalPolicy {
  return config.data === 'keep' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
