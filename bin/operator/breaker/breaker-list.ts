import { BreakerDesk } from '../../stage/breaker-desk.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command } from '../command.ts';
import { connectToStage } from '../stage-connection.ts';
import { breakerTable } from './breaker-text.ts';

export const breakerList: Command = {
  name: 'breaker list',
  summary: 'Show the breaker of each upstream: state, since and until when, who and why',
  parameters: [],
  options: {},
  examples: ['breaker list --stage prod', 'breaker list --json'],
  async run({ stage: stageName, progress }) {
    const now = Date.now();
    const desk = new BreakerDesk(new StageAccess(await connectToStage(stageName), stageName));
    const breakers = await whenSlow(progress, `Looking at ${stageName}`, async () =>
      desk.holds(now).breakerRows(await desk.upstreams()),
    );
    return { json: { breakers }, text: breakerTable(breakers, now, process.stdout) };
  },
};
