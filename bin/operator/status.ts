import { StageAccess } from '../stage/stage-access.ts';
import { readStatus } from '../stage/read-status.ts';
import { whenSlow } from '../terminal/when-slow.ts';
import type { Command } from './command.ts';
import { connectToStage } from './stage-connection.ts';
import { statusText } from './status-text.ts';

export const status: Command = {
  name: 'status',
  summary: 'Show every integration at a glance; exit status 1 if something needs a person',
  parameters: [],
  options: {},
  examples: ['status --stage prod', 'status --json'],
  details: 'Reads counts, states and indexes. It receives nothing and changes nothing.',
  async run({ stage: stageName, progress }) {
    const stage = new StageAccess(await connectToStage(stageName), stageName);
    const names = await stage.chosen(undefined);
    const integrations = await whenSlow(progress, `Looking at ${stageName}`, (detail) =>
      readStatus(stage, names, Date.now(), (done) => {
        detail(`${String(done)} of ${String(names.length)}`);
      }),
    );
    const healthy = integrations.every(({ problems }) => problems.length === 0);
    return {
      json: { healthy, integrations },
      text: statusText(integrations, stageName, process.stdout),
      needsAttention: !healthy,
    };
  },
};
