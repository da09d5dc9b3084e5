import { describe, expect, it } from '@jest/globals';
import { commandTable } from '../../../bin/operator/command-table.ts';
import { refuseUnsaidAll } from '../../../bin/operator/dlq/clearing-options.ts';
import { choiceOf } from '../../../bin/operator/dlq/filter-options.ts';
import { parseCall } from '../../../bin/operator/parse-call.ts';
import type { CommandCall } from '../../../bin/operator/command.ts';

/** What `dlq replay` does with its words before it looks at anything. */
function replay(...words: string[]): void {
  const call = parseCall(['dlq', 'replay', ...words], commandTable) as unknown as CommandCall;
  refuseUnsaidAll(call, choiceOf(call, Date.now()));
}

describe('a replay of everything', () => {
  it('has to be said: no filter could be a forgotten filter', () => {
    expect(() => {
      replay('--yes', '--rate', '20', '--again');
    }).toThrow('it would take every dead letter of the stage');
    replay('--yes', '--all');
  });

  it('may be looked at without a word more', () => {
    replay();
  });

  it.each(['--integration orders', '--reason forbidden', '--event evt_1', '--since 2h'])(
    'is not what %s means',
    (filter) => {
      replay('--yes', ...filter.split(' '));
    },
  );

  it('is not said beside a filter that belies it', () => {
    expect(() => {
      replay('--yes', '--all', '--event', 'evt_1');
    }).toThrow('--all means every dead letter, but the call also chooses: event evt_1.');
    replay('--yes', '--all', '--integration', 'orders');
  });
});
