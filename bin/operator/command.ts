import type { Progress } from '../terminal/progress.ts';

/** An option of one command, beside those that every command has (`--stage`, `--json`, `--help`). */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  /** One line for the help. */
  readonly summary: string;
  /** Shown in the help as `--name <value>`. @default 'value' */
  readonly value?: string;
}

/** What a command is called with, parsed. */
export interface CommandCall {
  readonly stage: string;
  /** One for each name in the command's `parameters`, and the optional one where it was given. */
  readonly parameters: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** `--json` was asked for: `print` gets JSON or nothing. */
  readonly json: boolean;
  /** Writes to standard output what is too long or too slow to be kept for the end. */
  readonly print: (text: string) => Promise<void>;
  /** For anything that may take more than two seconds; writes to standard error. */
  readonly progress: Progress;
}

/** What a command found or did: one value, shown as text or as JSON. */
export interface CommandResult {
  /** The value itself, printed by `--json`; absent where the command has printed it. */
  readonly json?: unknown;
  /** For people; no line break at its end. Absent where the command has printed it. */
  readonly text?: string;
  /** Exit status 1 although the command did what it was asked: something needs a person. @default false */
  readonly needsAttention?: boolean;
}

/** One command of `breakwater`. A command is a file that exports one of these, and a line in the table. */
export interface Command {
  /** One or two words. */
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Names of what has to follow the command, each exactly once. */
  readonly parameters: readonly string[];
  /** Name of what may follow after those. @default nothing */
  readonly optionalParameter?: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** What follows `npm run breakwater -- `. */
  readonly examples: readonly string[];
  /** More than the summary tells, shown by `--help`. @default nothing */
  readonly details?: string;
  /** @throws ExplainedError, or UsageError where the call itself is wrong */
  run(call: CommandCall): Promise<CommandResult>;
}

/** The call is wrong, not the system: exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
