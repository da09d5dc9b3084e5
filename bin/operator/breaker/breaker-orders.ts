import { randomUUID } from 'node:crypto';
import type { Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import { breakerRow, type BreakerRow } from '../../../lambdas/operations/breaker-row.ts';
import { orderBreaker, type BreakerOrder } from '../../../lambdas/operations/order-breaker.ts';
import { BreakerDesk } from '../../stage/breaker-desk.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import { ExplainedError } from '../../terminal/explained-error.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command, CommandCall } from '../command.ts';
import { operatorName } from '../operator-name.ts';
import { connectToStage } from '../stage-connection.ts';
import { breakerTable } from './breaker-text.ts';
import { findUpstream } from './find-upstream.ts';
import { operatorOf, orderOptions, untilOf, untilOption } from './order-options.ts';

/** How soon environments go by it: they look again within a second, ten seconds while it is closed. */
const hearsWithin = 'Every environment goes by it within ten seconds';

export const breakerOpen = orderCommand('open', {
  summary: 'Let nobody call an upstream, whatever its breaker says; its events wait',
  details:
    'For an upstream that is announced to be down, or that our calls would harm. Events that need it wait\n' +
    'and lose no attempt. When the time is over a probe finds out how the upstream is.',
  examples: [
    `breaker open crm --reason 'maintenance, ticket 4711' --until 2h --stage prod`,
    `breaker open crm --reason 'they asked us to stop'`,
  ],
  after: `${hearsWithin}; its events wait in its hold queue.`,
});

export const breakerClose = orderCommand('close', {
  summary: 'Let everybody call an upstream, whatever its breaker says',
  details:
    'For a breaker that is open although the upstream works for what matters. While it is forced, nothing\n' +
    'holds calls back: events use up their attempts on an upstream that is down.',
  examples: [`breaker close crm --reason 'only their search is down' --until 30m --stage prod`],
  after: `${hearsWithin}; the governor releases the events that wait.`,
});

export const breakerIsolate = orderCommand('isolate', {
  summary: 'Take an upstream out of use until a person releases it; its events wait',
  details:
    'As for a credential that must not be used any more. Unlike an isolation that the breaker makes itself,\n' +
    'another credential does not lift it: `breaker release` does.',
  examples: [`breaker isolate crm --reason 'key leaked' --stage prod`],
  after: `${hearsWithin}; its events wait in its hold queue.`,
});

export const breakerRelease = orderCommand('release', {
  summary: 'Let a breaker decide for itself again; a probe finds out how the upstream is',
  details: 'It is open and due at once, whatever was before, and closes when calls go well.',
  examples: [`breaker release crm --reason 'new key is in' --stage prod`],
  after: 'The next event that calls it finds out how the upstream is.',
});

export const breakerProbe = orderCommand('probe', {
  summary: 'Probe an upstream now, without waiting until its breaker is due',
  details:
    'For a breaker that opened by itself, when you know that the upstream is back. The next event that needs\n' +
    'it, or one that waits, or the declared probe finds out; three good calls in a row close the breaker.',
  examples: ['breaker probe crm --stage prod'],
  after: 'It is probed within seconds: `breaker show` tells what came of it.',
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
    options: kind === 'probe' ? {} : { ...orderOptions, ...(mayEnd && untilOption) },
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
  const operator =
    kind === 'probe' ? { by: operatorName(call), reason: 'probe now' } : operatorOf(call);
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
        : nothingToDo(kind, upstream, row),
      { nextStep: nextStep(kind, result, upstream, stageName) },
    );
  });
}

function nothingToDo(kind: BreakerOrder['kind'], upstream: string, { state }: BreakerRow): string {
  if (kind === 'release') {
    return state === 'closed'
      ? `No operator holds the breaker of ${upstream}: it is closed, and calls pass.`
      : `The breaker of ${upstream} was opened by failures, not by an operator: it is ${state}, and there is nothing to release.`;
  }
  switch (state) {
    case 'closed':
      return `The breaker of ${upstream} is closed: calls pass, and there is nothing to find out.`;
    case 'half-open':
      return `${upstream} is being probed already: its breaker is half-open.`;
    default:
      return `The breaker of ${upstream} is ${state}: it is not probed before that is lifted.`;
  }
}

function nextStep(
  kind: BreakerOrder['kind'],
  { kind: result, snapshot }: { readonly kind: 'lost' | 'nothing-to-do'; snapshot: Snapshot },
  upstream: string,
  stage: string,
): string {
  const command = (words: string) => `npm run breakwater -- breaker ${words} --stage ${stage}`;
  const isOpen = snapshot.mode.kind === 'auto' && snapshot.state.kind !== 'closed';
  if (result === 'nothing-to-do' && kind === 'release' && isOpen) {
    return `Probe it now: ${command(`probe ${upstream}`)}; or override it: ${command(`close ${upstream} --reason '…'`)}`;
  }
  if (result === 'nothing-to-do' && kind === 'probe' && snapshot.mode.kind !== 'auto') {
    return snapshot.mode.kind === 'isolated' && snapshot.mode.credentialVersion !== undefined
      ? `Put a working credential into its secret: the governor looks each minute.`
      : `Release it: ${command(`release ${upstream} --reason '…'`)}`;
  }
  return `Look again: ${command(`show ${upstream}`)}`;
}

function standsText({ state, by, reason }: BreakerRow): string {
  return by === '' ? state : `${state} (${by}: ${reason})`;
}
