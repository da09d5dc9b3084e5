import type { CaseResult } from '../demo/run-case.ts';
import type { DemoStage } from '../demo/demo-stage.ts';
import type { Progress } from '../../terminal/progress.ts';
import { firstRun } from './first-run.ts';
import { outage } from './outage.ts';

/** Something to be shown on a deployed stage. */
export interface Scenario {
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  run(stage: DemoStage, progress: Progress): Promise<CaseResult[]>;
}

export const scenarios: readonly Scenario[] = [firstRun, outage];
