import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { diagram, type Arrow } from '../../bin/model-check/diagram.ts';

const page = readFileSync('docs/circuit-breaker.md', 'utf8');

function rowsOnPage(): string[][] {
  const [, table = ''] = /<!-- transitions:begin -->(.*)<!-- transitions:end -->/s.exec(page) ?? [];
  const lines = table.trim().split('\n').slice(2);
  return lines.map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
}

function statesInWords(states: Arrow['fromStates'] | undefined): string {
  if (states === undefined) return 'as it was';
  return states.length === 3 ? 'any' : states.join(' or ');
}

describe('docs/circuit-breaker.md', () => {
  it('has the very transitions that the model checks', () => {
    expect(rowsOnPage().map((cells) => cells.slice(1, -1))).toEqual(
      Object.entries(diagram).map(([name, arrow]) => [
        name,
        arrow.on.join(', '),
        statesInWords(arrow.fromStates),
        statesInWords(arrow.toStates),
        arrow.clauses.join(', '),
      ]),
    );
  });

  it('draws each of them', () => {
    const [drawing = ''] = /```\n(.*?)```/s.exec(page) ?? [];
    for (const name of Object.keys(diagram)) expect(drawing).toContain(name);
  });
});
