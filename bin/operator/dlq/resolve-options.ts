import type { SpokenWord } from '../../../lambdas/operations/operation.ts';
import { UsageError } from '../command.ts';
import type { CommandCall, CommandOption } from '../command.ts';

/** The options by which an operator says what became of a step. */
export const resolveOptions: Readonly<Record<string, CommandOption>> = {
  resolve: {
    type: 'string',
    value: 'done|retry',
    summary: 'What you found out of a step whose outcome is unknown: it happened, or it did not',
  },
  result: {
    type: 'string',
    value: 'json',
    summary: 'With --resolve done: what the upstream answered, or would have',
  },
  step: {
    type: 'string',
    value: 'name',
    summary: 'With --resolve: which step, if several are open',
  },
};

/** An operator's word, its step not found yet. */
export type GivenWord = Omit<SpokenWord, 'step'> & { readonly step: string | undefined };

/** @throws UsageError */
export function givenWord(
  { options }: CommandCall,
  event: string | undefined,
): GivenWord | undefined {
  const { resolve: says, result, step } = options as Readonly<Record<string, string | undefined>>;
  if (says === undefined) {
    const stray = result !== undefined ? 'result' : step !== undefined ? 'step' : undefined;
    if (stray === undefined) return undefined;
    throw new UsageError(
      `--${stray} goes with --resolve done${stray === 'step' ? ' or retry' : ''}.`,
    );
  }
  if (says !== 'done' && says !== 'retry') {
    throw new UsageError(`--resolve: expected done or retry; got "${says}".`);
  }
  if (event === undefined) {
    throw new UsageError('--resolve is said of one event: dlq replay <event> --resolve …');
  }
  if (says === 'retry' && result !== undefined) {
    throw new UsageError(
      '--result goes with --resolve done: a step that is done again gives its own.',
    );
  }
  return { says, step, ...(result !== undefined && { result: checkedJson(result) }) };
}

function checkedJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `--result: expected JSON; got ${text} (${why}). In quotes, so that your shell leaves it alone: --result '{"id": "7"}'.`,
    );
  }
}
