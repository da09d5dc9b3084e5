import { readStageHealth } from '../stage/read-stage-health.ts';
import { StageAccess } from '../stage/stage-access.ts';
import { readStatus } from '../stage/read-status.ts';
import { whenSlow } from '../terminal/when-slow.ts';
import type { Command } from './command.ts';
import { connectToStage } from './stage-connection.ts';
import { statusJson, statusText, type StageStatus } from './status-text.ts';

export const status: Command = {
  name: 'status',
  summary:
    'Show alarms and every integration at a glance; exit status 1 if something needs a person',
  parameters: [],
  options: {},
  examples: ['status --stage prod', 'status --json'],
  details: 'Reads alarms, counts, states and indexes. It receives nothing and changes nothing.',
  async run({ stage: stageName, progress }) {
    const stage = new StageAccess(await connectToStage(stageName), stageName);
    const names = await stage.chosen(undefined);
    const now = Date.now();
    const [integrations, health] = await whenSlow(progress, `Looking at ${stageName}`, (detail) =>
      Promise.all([
        readStatus(stage, names, now, (done) => {
          detail(`${String(done)} of ${String(names.length)}`);
        }),
        readStageHealth(stage),
      ]),
    );
    const seen: StageStatus = { ...health, integrations };
    const json = statusJson(seen);
    return {
      json,
      text: statusText(seen, { stage: stageName, now, stream: process.stdout }),
      needsAttention: !json.healthy,
    };
  },
};
