import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryDirectory } from '../../bin/local/repository.ts';
import { failurePolicy } from '../../lambdas/upstream/failure-policy.ts';

const page = join(repositoryDirectory, 'docs/upstream-calls.md');

export type Block = 'failure-policy' | 'fault-matrix';
export type Rows = readonly (readonly string[])[];

/** The rows of a table on the page, its head among them, as they read. */
export function tableOnPage(block: Block): Rows {
  const text = readFileSync(page, 'utf8');
  const { start, end } = placeOf(text, block);
  return text
    .slice(start, end)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[-| ]+\|$/.test(line))
    .map((line) => line.slice(1, -1).split('|'))
    .map((cells) => cells.map((cell) => cell.trim()));
}

/** Replaces a table on the page. */
export function writeTable(block: Block, rows: Rows): void {
  const text = readFileSync(page, 'utf8');
  const { start, end } = placeOf(text, block);
  const [head = [], ...body] = rows;
  const lines = [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`);
  writeFileSync(page, `${text.slice(0, start)}\n\n${lines.join('\n')}\n\n${text.slice(end)}`);
}

export function failurePolicyTable(): Rows {
  return [
    ['failure', 'when', 'acted', 'in the run', 'then'],
    ...Object.entries(failurePolicy).map(([failure, { when, acted, here, then }]) => [
      `\`${failure}\``,
      ...[when, acted, here, then],
    ]),
  ];
}

function placeOf(text: string, block: Block): { start: number; end: number } {
  const opening = `<!-- ${block} -->`;
  const start = text.indexOf(opening) + opening.length;
  const end = text.indexOf(`<!-- /${block} -->`);
  if (end < start) throw new Error(`docs/upstream-calls.md has no place for ${block}.`);
  return { start, end };
}
