import { randomUUID } from 'node:crypto';
import { breakerRow, type BreakerRow } from '../../../lambdas/operations/breaker-row.ts';
import { orderBreaker, type BreakerOrder } from '../../../lambdas/operations/order-breaker.ts';
import { BreakerDesk } from '../../stage/breaker-desk.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command, CommandCall } from '../command.ts';
import { connectToStage } from '../stage-connection.ts';
import { breakerTable } from './breaker-text.ts';
import { findUpstream } from './find-upstream.ts';
import { operatorOf, orderOptions, untilOf, untilOption } from './order-options.ts';

/** How soon environments go by it: they look again within half a minute, ten seconds while it is closed. */
const hearsWithin = 'Every environment goes by it within half a minute';

export const breakerOpen = orderCommand('open', {
  summary: 'Let nobody call an upstream, whatever its breaker says; its events wait',
  details:
    'For an upstream that is announced to be down, or that our calls would harm. Events that need it wait\n' +
    'and lose no attempt. When the time is over a probe finds out how the upstream is.',
  examples: [
    `breaker open crm --reason 'maintenance, ticket 4711' --until 2h --stage prod`,
    `breaker open crm --reason 'they asked us to stop'`,
  ],
  after: `${hearsWithin}; the governor pauses the integrations a few minutes later.`,
});

export const breakerClose = orderCommand('close', {
  summary: 'Let everybody call an upstream, whatever its breaker says',
  details:
    'For a breaker that is open although the upstream works for what matters. While it is forced, nothing\n' +
    'holds calls back: events use up their attempts on an upstream that is down.',
  examples: [`breaker close crm --reason 'only their search is down' --until 30m --stage prod`],
  after: `${hearsWithin}; the governor lets paused integrations catch up.`,
});

export const breakerIsolate = orderCommand('isolate', {
  summary: 'Take an upstream out of use until a person releases it; its events wait',
  details:
    'As for a credential that must not be used any more. Unlike an isolation that the breaker makes itself,\n' +
    'another credential does not lift it: `breaker release` does.',
  examples: [`breaker isolate crm --reason 'key leaked' --stage prod`],
  after: `${hearsWithin}; the governor pauses the integrations a few minutes later.`,
});

export const breakerRelease = orderCommand('release', {
  summary: 'Let a breaker decide for itself again; a probe finds out how the upstream is',
  details: 'It is open and due at once, whatever was before, and closes when calls go well.',
  examples: [`breaker release crm --reason 'new key is in' --stage prod`],
  after: 'The next call, or the governor within a minute, finds out how the upstream is.',
});

function orderCommand(
  kind: BreakerOrder['kind'],
  words: Pick<Command, 'summary' | 'details' | 'examples'> & { readonly after: string },
): Command {
  const { after, ...help } = words;
  const mayEnd = kind === 'open' || kind === 'close';
  return {
    ...help,
    name: `breaker ${kind}`,
    parameters: ['upstream'],
    options: { ...orderOptions, ...(mayEnd && untilOption) },
    async run(call) {
      const { was, row } = await carryOut(kind, call);
      return {
        json: { breaker: row, was },
        text: `${breakerTable([row], Date.now(), process.stdout)}\n\nIt was ${was}. ${after}`,
      };
    },
  };
}

async function carryOut(
  kind: BreakerOrder['kind'],
  call: CommandCall,
): Promise<{ readonly was: BreakerRow['state']; readonly row: BreakerRow }> {
  const { stage: stageName, progress } = call;
  const [upstream = ''] = call.parameters;
  const operator = operatorOf(call);
  const now = Date.now();
  const until = untilOf(call, now);
  const desk = new BreakerDesk(new StageAccess(await connectToStage(stageName), stageName));
  return whenSlow(progress, `Changing the breaker of ${upstream}`, async () => {
    const integrations = await findUpstream(desk, upstream);
    const seen = await desk.breakers.read(upstream);
    const order: BreakerOrder = kind === 'open' || kind === 'close' ? { kind, until } : { kind };
    const tools = { store: desk.breakers, now, newId: randomUUID };
    const result = await orderBreaker(upstream, seen, order, operator, tools);
    const row = breakerRow(upstream, result.snapshot, integrations);
    if (result.kind === 'done') return { was: breakerRow(upstream, seen, []).state, row };
    throw new ExplainedError(
      result.kind === 'lost'
        ? `Somebody was quicker; the breaker of ${upstream} is ${standsText(row)} now. Nothing was changed.`
        : `Nobody holds the breaker of ${upstream}: it is ${row.state} by itself.`,
      {
        nextStep: `Look again: npm run breakwater -- breaker show ${upstream} --stage ${stageName}`,
      },
    );
  });
}

function standsText({ state, by, reason }: BreakerRow): string {
  return by === '' ? state : `${state} (${by}: ${reason})`;
}
