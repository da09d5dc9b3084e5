import { matches } from '../../../lambdas/operations/dead-letter-filter.ts';
import { LetterGroups } from '../../../lambdas/operations/letter-groups.ts';
import { letterRow } from '../../../lambdas/operations/letter-row.ts';
import type { LetterRow } from '../../../lambdas/operations/letter-row.ts';
import { DeadLetterOffice } from '../../stage/dead-letter-office.ts';
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
    const groups = new LetterGroups();
    const newest = new Newest(limit ?? defaultShown);
    const listed = new Map<string, number>();
    await whenSlow(call.progress, 'Reading the index', async (detail) => {
      for (const integration of integrations) {
        let messages = 0;
        for await (const letter of office.book.listed(integration, { newestFirst: true })) {
          messages += letter.copies.length;
          if (!matches(choice.filter, letter)) continue;
          groups.add(letter);
          newest.add(letterRow(letter));
          if (groups.total % 1_000 === 0) detail(`${String(groups.total)} dead letters`);
        }
        listed.set(integration, messages);
      }
    });
    const unlisted = await unlistedMessages(office, listed);
    return { text: listText(groups.all(), newest.rows, unlisted, now, call.stage) };
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

/** Messages that the queues hold and the index does not know, where there are any. */
async function unlistedMessages(
  office: DeadLetterOffice,
  listed: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const differences = await Promise.all(
    [...listed].map(async ([integration, known]): Promise<[string, number]> => {
      const { visible, hidden } = await (await office.queue(integration)).size();
      return [integration, visible + hidden - known];
    }),
  );
  return new Map(differences.filter(([, difference]) => difference > 0));
}

/** Keeps the newest rows, whatever comes. */
class Newest {
  rows: LetterRow[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(row: LetterRow): void {
    const last = this.rows.at(-1);
    if (this.rows.length >= this.#most && last && row.deadAt <= last.deadAt) return;
    this.rows.push(row);
    this.rows.sort((a, b) => (a.deadAt < b.deadAt ? 1 : -1));
    this.rows.length = Math.min(this.rows.length, this.#most);
  }
}

function limitOf({ options }: CommandCall): number | undefined {
  const { limit } = options;
  if (limit === undefined) return undefined;
  const number = Number(limit);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError(`--limit: expected a whole number above 0; got "${String(limit)}".`);
}
