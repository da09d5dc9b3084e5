import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stageDirectory } from '../../../bin/local/integration-folder.ts';
import { localClientConfig } from '../../../bin/local/local-aws.ts';
import type { LocalEndpoint } from '../../../bin/local/local-endpoint.ts';
import { removeStage, standingStacks } from '../../../bin/local/remove-stage.ts';

export const stagePrefix = 'e2e';
/** No run takes so long. */
const abandonedAfterMs = 60 * 60_000;

/** A name that no other run has, with a note on who runs it. */
export function claimStageName(): string {
  const stage = stagePrefix + Math.random().toString(36).slice(2, 8);
  mkdirSync(stageDirectory(stage), { recursive: true });
  writeFileSync(ownerFile(stage), String(process.pid));
  return stage;
}

/** Removes the stages of runs that were killed: their process is gone, or they are old. */
export async function removeLeftovers(endpoint: LocalEndpoint): Promise<void> {
  const client = new CloudFormationClient(localClientConfig(endpoint.url));
  const stacks = await standingStacks(client, `breakwater-${stagePrefix}`);
  const left = stacks.flatMap(({ name, createdAt }) => {
    const stage = name.split('-')[1] ?? '';
    const old = Date.now() - createdAt.getTime() > abandonedAfterMs;
    return old || ownerIsGone(stage) ? [stage] : [];
  });
  for (const stage of new Set(left)) await removeStage(endpoint, stage);
}

/** False where nothing is known: the run may be another clone's. */
function ownerIsGone(stage: string): boolean {
  try {
    process.kill(Number(readFileSync(ownerFile(stage), 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function ownerFile(stage: string): string {
  return join(stageDirectory(stage), 'owner-pid');
}
