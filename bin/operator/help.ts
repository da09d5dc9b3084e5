import { indent } from '../terminal/explained-error.ts';
import type { Command, CommandOption } from './command.ts';

const invocation = 'npm run breakwater --';

export const commonOptions: Readonly<Record<string, CommandOption>> = {
  stage: {
    type: 'string',
    value: 'name',
    summary: 'The stage to work on (default: dev; `npm start` deploys local)',
  },
  json: { type: 'boolean', summary: 'One JSON document on standard output, nothing else' },
  help: { type: 'boolean', summary: 'This help' },
};

/** The list of commands, all or those whose name begins with `group`. */
export function overview(commands: readonly Command[], group?: string): string {
  const shown = commands.filter(({ name }) => group === undefined || name.split(' ')[0] === group);
  return [
    `Usage: ${invocation} <command> [options]`,
    '',
    columns(shown.map((command) => [signature(command), command.summary])),
    '',
    `\`${invocation} <command> --help\` tells a command's options and shows examples.`,
  ].join('\n');
}

export function helpOf(command: Command): string {
  const options = { ...command.options, ...commonOptions };
  return [
    `Usage: ${invocation} ${signature(command)} [options]`,
    '',
    command.summary,
    ...(command.details === undefined ? [] : ['', command.details]),
    '',
    'Options:',
    columns(
      Object.entries(options).map(([name, option]) => [
        option.type === 'boolean' ? `--${name}` : `--${name} <${option.value ?? 'value'}>`,
        option.summary,
      ]),
    ),
    '',
    'Examples:',
    indent(command.examples.map((example) => `${invocation} ${example}`).join('\n')),
  ].join('\n');
}

function signature({ name, parameters, optionalParameter }: Command): string {
  const optional = optionalParameter === undefined ? [] : [`[${optionalParameter}]`];
  return [name, ...parameters.map((parameter) => `<${parameter}>`), ...optional].join(' ');
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return indent(rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`).join('\n'));
}
