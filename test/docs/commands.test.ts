import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { commandTable } from '../../bin/operator/command-table.ts';
import { parseCall } from '../../bin/operator/parse-call.ts';

const pages = ['README.md', ...readdirSync('docs').map((file) => `docs/${file}`)].filter((file) =>
  file.endsWith('.md'),
);
/** To the end of the line, of a code span, or of what a shell takes for the command. */
const call = /npm run (?:--silent )?breakwater -- ([^`\n#|]+)/g;

/** A span may be broken over two lines; a line of a code block ends its command. */
function commandsOn(page: string): string[] {
  const text = readFileSync(page, 'utf8');
  const blocks = [...text.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block);
  const prose = text.replaceAll(/```[^]*?```/g, '').replaceAll(/\s*\n\s*/g, ' ');
  const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  return [...blocks, ...spans].flatMap((code) =>
    [...code.matchAll(call)].map(([, words = '']) => words.trim()),
  );
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

const told = pages.flatMap((page) =>
  [...new Set(commandsOn(page))].map((command) => ({ page, command })),
);
const names = commandTable.map(({ name }) => name);
/** A name alone speaks of a command; it is not how to call it. */
const calls = told.filter(({ command }) => !names.includes(command));

describe('a page', () => {
  it.each(calls)('$page tells a command that there is: $command', ({ command }) => {
    expect(() => parseCall(wordsOf(command), commandTable)).not.toThrow();
  });

  it('tells each command somewhere', () => {
    const all = told.map(({ command }) => command).join('\n');
    expect(names.filter((name) => !all.includes(name))).toEqual([]);
  });
});
