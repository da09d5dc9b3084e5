import { pauseText } from '../../lambdas/operations/stage-holds.ts';
import {
  pauseIntegration,
  resumeIntegration,
  type PauseResult,
} from '../../lambdas/operations/order-pause.ts';
import type { Pause } from '../../lambdas/governor/pause.ts';
import { BreakerDesk } from '../stage/breaker-desk.ts';
import { StageAccess } from '../stage/stage-access.ts';
import { ExplainedError } from '../terminal/explained-error.ts';
import { operatorOf, orderOptions, untilOf, untilOption } from './breaker/order-options.ts';
import type { Command, CommandCall } from './command.ts';
import { connectToStage } from './stage-connection.ts';
import { withLocalTimes } from './time-words.ts';

export const pause: Command = {
  name: 'pause',
  summary: 'Stop an integration: its events wait in the queue until it is resumed',
  parameters: ['integration'],
  options: { ...orderOptions, ...untilOption },
  examples: [
    `pause stripe-orders --reason 'wrong prices in the shop' --until 2h --stage prod`,
    `pause stripe-orders --reason 'until the fix is deployed'`,
  ],
  details:
    'The governor disables its event source mapping within a minute, and a deployment does not enable it.\n' +
    'Webhooks are still taken; waiting uses up no attempt. Events that are being run end as they would.\n' +
    'Events that wait for thirteen days become dead letters. Again, it changes time and reason.',
  async run(call) {
    const { integration, desk, now } = await open(call);
    const until = untilOf(call, now);
    const paused = found(
      await pauseIntegration(integration, { ...operatorOf(call), until }, desk.pauses, now),
      call,
    );
    const json = { integration, paused: true, ...times(paused) };
    return {
      json,
      text: `${integration} is paused by ${withLocalTimes(pauseText(paused))}\nThe governor disables its mapping within a minute.`,
    };
  },
};

export const resume: Command = {
  name: 'resume',
  summary: 'Let a paused integration go on, step by step',
  parameters: ['integration'],
  options: orderOptions,
  examples: [`resume stripe-orders --reason 'prices are right again' --stage prod`],
  details:
    'The governor enables its event source mapping within a minute, with two environments at first and\n' +
    'twice as many each minute, so that what has waited does not come all at once.',
  async run(call) {
    const { integration, desk, now } = await open(call);
    const ended = found(
      await resumeIntegration(integration, operatorOf(call), desk.pauses, now),
      call,
    );
    return {
      json: { integration, paused: false, was: times(ended) },
      text:
        `${integration} goes on. It was paused by ${withLocalTimes(pauseText(ended))}\n` +
        'The governor enables its mapping within a minute, unless a breaker holds it.',
    };
  },
};

async function open(call: CommandCall) {
  // Before anybody is asked: what is wrong with the call is told at once.
  operatorOf(call);
  const [integration = ''] = call.parameters;
  const stage = new StageAccess(await connectToStage(call.stage), call.stage);
  await stage.chosen(integration);
  return { integration, desk: new BreakerDesk(stage), now: Date.now() };
}

/** @throws ExplainedError where nothing was changed */
function found(result: PauseResult, { parameters: [integration = ''], stage }: CommandCall): Pause {
  switch (result.kind) {
    case 'done':
      return result.pause;
    case 'lost':
      throw new ExplainedError(
        `Somebody was quicker; ${integration} is ` +
          `${result.pause === undefined ? 'not paused' : `paused by ${withLocalTimes(pauseText(result.pause))}`} now. Nothing was changed.`,
        { nextStep: 'If you still want it, give the command again.' },
      );
    case 'not-paused':
      throw new ExplainedError(`Nobody has paused ${integration}.`, {
        nextStep: `What holds it, if anything does: npm run breakwater -- status --stage ${stage}`,
      });
  }
}

function times({ by, reason, since, until }: Pause) {
  return {
    by,
    reason,
    since: new Date(since).toISOString(),
    until: until === undefined ? null : new Date(until).toISOString(),
  };
}
