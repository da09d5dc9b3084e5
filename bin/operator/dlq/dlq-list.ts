import { matches } from '../../../lambdas/operations/dead-letter-filter.ts';
import { letterRow } from '../../../lambdas/operations/letter-row.ts';
import { readDeadLetters } from '../../../lambdas/operations/read-dead-letters.ts';
import { DeadLetterOffice } from '../../../lambdas/operations/dead-letter-office.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command, CommandCall } from '../command.ts';
import { UsageError } from '../command.ts';
import { connectToStage } from '../stage-connection.ts';
import { choiceOf, filterOptions } from './filter-options.ts';
import type { Choice } from './filter-options.ts';
import { listText } from './list-text.ts';

const defaultShown = 20;

export const dlqList: Command = {
  name: 'dlq list',
  summary: 'Show dead letters: what they died of, and the newest of them',
  parameters: [],
  options: {
    ...filterOptions,
    limit: {
      type: 'string',
      value: 'n',
      summary: `Most to show (default: ${defaultShown}; JSON: all)`,
    },
  },
  examples: [
    'dlq list --stage prod',
    'dlq list --integration stripe-orders --since 2h',
    'dlq list --reason attempts-exhausted --upstream crm --json',
  ],
  details:
    'Reads the index that is written where dead letters are settled. It receives nothing from the\n' +
    'queues, so that it hides no message and clears no alarm.',
  async run(call) {
    const now = Date.now();
    const choice = choiceOf(call, now);
    const limit = limitOf(call);
    const stage = new StageAccess(await connectToStage(call.stage), call.stage);
    const office = new DeadLetterOffice(stage);
    const integrations = await stage.chosen(choice.integration);
    if (call.json) {
      await printJson(call, choice, integrations, office, limit ?? Infinity);
      return {};
    }
    const view = await whenSlow(call.progress, 'Reading the index', (detail) =>
      readDeadLetters(office, integrations, {
        filter: choice.filter,
        mostShown: limit ?? defaultShown,
        onProgress: (found) => detail(`${String(found)} dead letters`),
      }),
    );
    return { text: listText(view, now, call.stage) };
  },
};

/** Rows one after the other, so that a list of any length needs little memory. */
async function printJson(
  { print }: CommandCall,
  { filter }: Choice,
  integrations: readonly string[],
  { book }: DeadLetterOffice,
  limit: number,
): Promise<void> {
  let rows = 0;
  await print('{ "deadLetters": [');
  for (const integration of integrations) {
    for await (const letter of book.listed(integration, { newestFirst: true, ...filter })) {
      if (!matches(filter, letter)) continue;
      if (rows >= limit) break;
      await print(`${rows === 0 ? ' ' : ','} ${JSON.stringify(letterRow(letter))}`);
      rows += 1;
    }
  }
  await print('] }');
}

function limitOf({ options }: CommandCall): number | undefined {
  const { limit } = options;
  if (limit === undefined) return undefined;
  const number = Number(limit);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError(`--limit: expected a whole number above 0; got "${String(limit)}".`);
}
