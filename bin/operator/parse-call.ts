import { parseArgs } from 'node:util';
import { didYouMean } from '../../lib/near-matches.ts';
import { stageNamePattern } from '../../lib/names.ts';
import { UsageError, type Command } from './command.ts';
import { commonOptions } from './help.ts';

export type ParsedCall =
  | { readonly kind: 'help'; readonly command?: Command; readonly group?: string }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly stage: string;
      readonly json: boolean;
      readonly parameters: readonly string[];
      readonly options: Readonly<Record<string, string | boolean | undefined>>;
    };

/** @throws UsageError where the words make no call */
export function parseCall(words: readonly string[], commands: readonly Command[]): ParsedCall {
  const [first, second] = words;
  if (first === 'help' && second !== undefined)
    return parseCall([...words.slice(1), '--help'], commands);
  if (first === undefined || first === 'help' || first.startsWith('-')) return { kind: 'help' };
  const command = commands.find(
    ({ name }) => name === first || name === `${first} ${second ?? ''}`,
  );
  if (command === undefined) return groupOrUnknown(first, second, commands);

  const { values, positionals } = parseOptions(
    words.slice(command.name.split(' ').length),
    command,
  );
  const { stage, json, help, ...options } = values;
  if (help === true) return { kind: 'help', command };
  return {
    kind: 'run',
    command,
    stage: checkedStage(stage),
    json: json === true,
    parameters: checkedParameters(positionals, command),
    options: checkedLengths(options),
  };
}

function groupOrUnknown(
  first: string,
  second: string | undefined,
  commands: readonly Command[],
): ParsedCall {
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0 && (second === undefined || second.startsWith('-'))) {
    return { kind: 'help', group: first };
  }
  const said = group.length > 0 ? `${first} ${second ?? ''}` : first;
  const candidates = group.length > 0 ? group : commands;
  throw new UsageError(
    `There is no command "${said}".${didYouMean(
      said,
      candidates.map(({ name }) => name),
    )}`,
  );
}

function parseOptions(words: readonly string[], command: Command) {
  const known = { ...command.options, ...commonOptions };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type }]) => [name, { type }]),
  );
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('ERR_PARSE_ARGS_')) throw error;
    const unknown = /^Unknown option '--([\w-]+)'/.exec(message)?.[1];
    if (unknown === undefined) throw new UsageError(message);
    const near = didYouMean(
      `--${unknown}`,
      Object.keys(known).map((name) => `--${name}`),
    );
    throw new UsageError(`"${command.name}" has no option --${unknown}.${near}`);
  }
}

function checkedParameters(positionals: readonly string[], command: Command): readonly string[] {
  const missing = command.parameters[positionals.length];
  if (missing !== undefined) throw new UsageError(`"${command.name}" needs <${missing}>.`);
  const optional = command.optionalParameter === undefined ? 0 : 1;
  const extra = positionals[command.parameters.length + optional];
  if (extra !== undefined) {
    throw new UsageError(`"${command.name}" does not know what to do with "${extra}".`);
  }
  return positionals;
}

/** Reasons and names are stored with each event concerned, and table items have a maximum size. */
const maxOptionLength = 2_000;

function checkedLengths<Options extends Readonly<Record<string, unknown>>>(
  options: Options,
): Options {
  const tooLong = Object.entries(options).find(
    ([name, value]) =>
      name !== 'result' && typeof value === 'string' && value.length > maxOptionLength,
  );
  if (tooLong === undefined) return options;
  throw new UsageError(
    `--${tooLong[0]}: expected at most ${maxOptionLength} characters; got ${String(tooLong[1]).length}.`,
  );
}

function checkedStage(stage: string | boolean | undefined = 'dev'): string {
  if (typeof stage === 'string' && stageNamePattern.test(stage)) return stage;
  throw new UsageError(
    `A stage is a lower-case letter and up to eleven letters or digits; got "${String(stage)}".`,
  );
}
