import { describeFilter } from '../../../lambdas/operations/dead-letter-filter.ts';
import { UsageError } from '../command.ts';
import type { CommandCall, CommandOption } from '../command.ts';
import { isNarrowed } from './filter-options.ts';
import type { Choice } from './filter-options.ts';

const defaultPerSecond = 100;

/** The options of both commands that take dead letters out of their queue. */
export const clearingOptions: Readonly<Record<string, CommandOption>> = {
  yes: { type: 'boolean', summary: 'Do it; without this it is only shown what would be done' },
  all: {
    type: 'boolean',
    summary: 'Every dead letter of the stage; --yes needs this where no filter narrows the choice',
  },
  rate: {
    type: 'string',
    value: 'n',
    summary: `Most per second (default: ${String(defaultPerSecond)})`,
  },
  hold: {
    type: 'string',
    value: 'seconds',
    summary:
      'How long a received message is hidden from others (default: 20, more for long queues)',
  },
  by: { type: 'string', value: 'name', summary: 'Who does it, for the record (default: you)' },
};

/**
 * Refuses to empty a whole stage because a filter was forgotten, and `--all` that a filter belies.
 *
 * @throws UsageError
 */
export function refuseUnsaidAll({ options }: CommandCall, choice: Choice): void {
  const all = options['all'] === true;
  if (all && describeFilter(choice.filter) !== describeFilter({})) {
    throw new UsageError(
      `--all means every dead letter, but the call also chooses: ${describeFilter(choice.filter)}. Leave one of them out.`,
    );
  }
  if (options['yes'] !== true || all || isNarrowed(choice)) return;
  throw new UsageError(
    'Nothing narrows this call: it would take every dead letter of the stage. Choose (--integration, --reason,\n' +
      '--event, …), or say --all. Without --yes it only shows what it would do.',
  );
}

export interface ClearingNumbers {
  readonly perSecond: number;
  readonly holdSeconds: number | undefined;
}

/** @throws UsageError */
export function clearingNumbers(call: CommandCall): ClearingNumbers {
  return {
    perSecond: numberOf(call, 'rate', 10_000) ?? defaultPerSecond,
    holdSeconds: numberOf(call, 'hold', 43_200),
  };
}

function numberOf({ options }: CommandCall, name: string, most: number): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const number = Number(text);
  if (number > 0 && number <= most) return number;
  throw new UsageError(
    `--${name}: expected a number above 0 and at most ${String(most)}; got "${String(text)}".`,
  );
}
