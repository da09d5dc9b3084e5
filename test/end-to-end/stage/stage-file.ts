import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DemoStage } from '../../../bin/local/demo/demo-stage.ts';
import { UpstreamControl } from '../../../bin/local/demo/upstream-control.ts';
import { localDirectory } from '../../../bin/local/repository.ts';

const file = join(localDirectory, 'end-to-end.json');

/** What the set-up tells the test files, which run in processes of their own. */
type Told =
  | { readonly stage: Omit<DemoStage, 'upstream'>; readonly upstreamUrl: string }
  | { readonly failure: string };

export function tellTests(told: Told): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(told));
}

/** @throws what kept the stage from being deployed */
export function deployedStage(): DemoStage {
  const told = JSON.parse(readFileSync(file, 'utf8')) as Told;
  if ('failure' in told) throw new Error(told.failure);
  return { ...told.stage, upstream: new UpstreamControl(told.upstreamUrl) };
}
