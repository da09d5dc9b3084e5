import { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import { deadLetterReasons } from '../../../lambdas/processor/outcome.ts';
import { UsageError } from '../command.ts';
import type { Command, CommandCall } from '../command.ts';
import { operatorName } from '../operator-name.ts';
import { connectToStage } from '../stage-connection.ts';
import { clearCommand } from './clear-command.ts';
import { clearingNumbers, clearingOptions, refuseUnsaidAll } from './clearing-options.ts';
import { choiceOf, filterOptionsOfDiscard } from './filter-options.ts';

export const dlqDiscard: Command = {
  name: 'dlq discard',
  summary: 'Take dead letters out for good, with a reason; shows first what it would do',
  parameters: [],
  optionalParameter: 'event',
  options: {
    reason: { type: 'string', value: 'text', summary: 'Why nobody needs them (required)' },
    ...filterOptionsOfDiscard,
    ...clearingOptions,
  },
  examples: [
    `dlq discard evt_1QXy --reason 'test order' --yes`,
    `dlq discard --integration stripe-orders --superseded --reason 'completed by duplicates'`,
  ],
  details:
    'What they hold is kept in the bucket of bodies, under <integration>/dead-letters/, for as long as\n' +
    'that keeps anything; `dlq show <event>` still finds it. The event itself is not marked as done.',
  async run(call) {
    const why = whyOf(call);
    const choice = choiceOf(call, Date.now(), 'died-of');
    refuseUnsaidAll(call, choice);
    const stage = new StageAccess(await connectToStage(call.stage), call.stage);
    const office = new DeadLetterOffice(stage);
    return clearCommand(call, office, await stage.chosen(choice.integration), {
      kind: 'discard',
      filter: choice.filter,
      by: operatorName(call),
      why,
      ...clearingNumbers(call),
      despiteReturns: true,
    });
  },
};

function whyOf({ options }: CommandCall): string {
  const why = typeof options['reason'] === 'string' ? options['reason'].trim() : '';
  if (why === '') {
    throw new UsageError(
      'A discard needs a reason, for whoever asks later: --reason <text>. To choose by what killed them: --died-of <reason>.',
    );
  }
  if ((deadLetterReasons as readonly string[]).includes(why)) {
    throw new UsageError(
      `"${why}" is what killed them, not why nobody needs them: --died-of ${why} --reason <text>.`,
    );
  }
  return why;
}
