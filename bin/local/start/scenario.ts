import type { CaseResult } from '../demo/run-case.ts';
import type { DemoStage } from '../demo/demo-stage.ts';
import type { Progress } from '../../terminal/progress.ts';

/** Something to be shown on a deployed stage. */
export interface Scenario {
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  run(stage: DemoStage, progress: Progress): Promise<CaseResult[]>;
}
