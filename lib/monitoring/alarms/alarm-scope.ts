import type { StageNames } from '../../names.ts';
import type { AlarmSettings } from './alarm-settings.ts';

/** What every alarm of a stage is made from. */
export interface AlarmScope {
  readonly stage: string;
  readonly stageNames: StageNames;
  readonly settings: AlarmSettings;
}

/** A command of ours, as somebody with an alarm types it. */
export function command({ stage }: AlarmScope, words: string): string {
  return `\`npm run breakwater -- ${words} --stage ${stage}\``;
}
