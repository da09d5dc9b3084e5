import { defaultStageConfig } from '../../../lib/stage-config.ts';
import { stages } from '../../../lib/stages.ts';
import type { ClientConfig } from '../../stage/client-config.ts';

/**
 * Whether a stage is sent to only with `--yes`. A mistake costs nothing at a local endpoint, nor in a
 * stage whose data nobody keeps.
 */
export function asksFirst(stage: string, config: ClientConfig): boolean {
  if ('endpoint' in config) return false;
  return (stages[stage]?.data ?? defaultStageConfig.data) === 'keep';
}
