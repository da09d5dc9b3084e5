import { breakerDetails } from '../../../lambdas/operations/breaker-row.ts';
import { BreakerDesk } from '../../stage/breaker-desk.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command } from '../command.ts';
import { connectToStage } from '../stage-connection.ts';
import { breakerFacts } from './breaker-text.ts';
import { findUpstream } from './find-upstream.ts';

export const breakerShow: Command = {
  name: 'breaker show',
  summary: 'Show one breaker and its last changes',
  parameters: ['upstream'],
  options: {},
  examples: ['breaker show crm --stage prod', 'breaker show crm --json'],
  async run({ stage: stageName, parameters: [upstream = ''], progress }) {
    const desk = new BreakerDesk(new StageAccess(await connectToStage(stageName), stageName));
    const { integrations, snapshot } = await whenSlow(
      progress,
      `Looking at ${upstream}`,
      async () => ({
        integrations: await findUpstream(desk, upstream),
        snapshot: await desk.breakers.read(upstream),
      }),
    );
    const now = Date.now();
    const breaker = breakerDetails(upstream, snapshot, integrations, now);
    return { json: { breaker }, text: breakerFacts(breaker, now, process.stdout) };
  },
};
