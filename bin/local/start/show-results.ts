import { styleText } from 'node:util';
import { formatTable } from '../../terminal/table.ts';
import type { CaseResult } from '../demo/run-case.ts';

/** The table of a scenario, and a sentence on what it says. */
export function resultTable(results: readonly CaseResult[], stream: NodeJS.WriteStream): string {
  const mark = (ok: boolean) => styleText(ok ? 'green' : 'red', ok ? '✓' : '✗', { stream });
  const table = formatTable(
    ['what was sent', 'provider', 'sent', 'answered', 'what became of it', 'calls', 'effects', ''],
    results.map((result) => [
      result.name,
      result.provider,
      result.sent,
      [result.answered].flat().join(', '),
      result.reason === undefined ? result.outcome : `${result.outcome} (${result.reason})`,
      result.calls,
      result.effects,
      mark(result.ok),
    ]),
    { alignRight: [2, 3, 5, 6] },
  );
  const wrong = results.filter(({ ok }) => !ok).length;
  const sum =
    wrong === 0
      ? 'Every row is as it should be.'
      : `${wrong} of ${results.length} rows are not as they should be.`;
  return `${table}\n\ncalls: requests that the upstream got; effects: those that did something\n${sum}`;
}
