import { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import type { Command } from '../command.ts';
import { operatorName } from '../operator-name.ts';
import { connectToStage } from '../stage-connection.ts';
import { clearCommand } from './clear-command.ts';
import { clearingNumbers, clearingOptions, refuseUnsaidAll } from './clearing-options.ts';
import { choiceOf, filterOptions } from './filter-options.ts';
import { resolveCommand } from './resolve-command.ts';
import { givenWord, resolveOptions } from './resolve-options.ts';
import { undoCommand } from './undo-command.ts';
import { saysUndo, undoOptions } from './undo-options.ts';

export const dlqReplay: Command = {
  name: 'dlq replay',
  summary:
    'Send dead letters to their queue again, under the same ids; shows first what it would do',
  parameters: [],
  optionalParameter: 'event',
  options: {
    ...filterOptions,
    ...clearingOptions,
    ...resolveOptions,
    ...undoOptions,
    why: { type: 'string', value: 'text', summary: 'Why, for the record; --undo needs it' },
    again: { type: 'boolean', summary: 'Those too that came back twice' },
  },
  examples: [
    'dlq replay --integration stripe-orders',
    'dlq replay evt_1QXy --yes',
    'dlq replay --integration stripe-orders --reason attempts-exhausted --rate 20 --yes',
    'dlq replay --all --yes',
    `dlq replay evt_1QXy --resolve done --result '{"id": "cus_7"}' --yes`,
    'dlq replay evt_1QXy --resolve retry --step create-contact --yes',
    `dlq replay evt_1QXy --undo --why 'the order was cancelled' --yes`,
  ],
  details:
    'Event id, correlation id and body stay as they were, so what an event has done already is not\n' +
    'done again. A message is deleted from the dead-letter queue only once its own queue has stored it.\n' +
    'Interrupted (Ctrl-C, a crash), the same command goes on where it ended.\n' +
    'An event that came back twice, or whose outcome a person has to settle first, is left and named.\n' +
    'To settle it, find out at the upstream whether its step happened, and say so with --resolve: `done` with\n' +
    'what the upstream answered (the next run checks it with the schema of the step), or `retry`.\n' +
    'What must not be completed at all is refused for good with --undo: its completed steps are taken back, last one\n' +
    'first, as they are for a PermanentError. That stands: no later replay runs its handler.',
  async run(call) {
    const now = Date.now();
    const choice = choiceOf(call, now);
    refuseUnsaidAll(call, choice);
    const undo = saysUndo(call, choice.filter.event);
    const word = givenWord(call, choice.filter.event);
    const stage = new StageAccess(await connectToStage(call.stage), call.stage);
    const office = new DeadLetterOffice(stage);
    const integrations = await stage.chosen(choice.integration);
    const clearing = {
      kind: 'replay',
      filter: choice.filter,
      by: operatorName(call),
      why: typeof call.options['why'] === 'string' ? call.options['why'] : '',
      ...clearingNumbers(call),
      despiteReturns: call.options['again'] === true,
    } as const;
    if (undo) return undoCommand(call, stage, office, integrations, clearing);
    return word === undefined
      ? clearCommand(call, office, integrations, clearing)
      : resolveCommand(call, stage, office, integrations, word, clearing);
  },
};
