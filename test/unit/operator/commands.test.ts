import { describe, expect, it } from '@jest/globals';
import { commandTable } from '../../../bin/operator/command-table.ts';
import { helpOf } from '../../../bin/operator/help.ts';
import { parseCall } from '../../../bin/operator/parse-call.ts';

/** As a shell cuts a line into words. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|([^\s<]+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

const examples = commandTable.flatMap((command) =>
  command.examples.map((example) => ({ command, example })),
);

describe('the command', () => {
  it.each(commandTable)(
    '$name says in its help what it does, takes and is called like',
    (command) => {
      const help = helpOf(command);
      expect(help).toContain(command.summary);
      expect(help).toContain('--json');
      for (const option of Object.keys(command.options)) expect(help).toContain(`--${option}`);
      expect(command.examples.length).toBeGreaterThan(0);
      for (const line of help.split('\n')) expect(line.trimEnd()).toBe(line);
    },
  );

  it.each(examples)('can be called as its help shows: $example', ({ command, example }) => {
    // What stands behind `<` is the shell's.
    const [line = ''] = example.split(' < ');
    expect(parseCall(wordsOf(line), commandTable)).toMatchObject({ kind: 'run', command });
  });
});
