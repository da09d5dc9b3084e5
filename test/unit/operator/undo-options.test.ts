import { describe, expect, it } from '@jest/globals';
import type { CommandCall } from '../../../bin/operator/command.ts';
import { saysUndo } from '../../../bin/operator/dlq/undo-options.ts';

const says = (options: Record<string, string | boolean>, event?: string) =>
  saysUndo({ options } as Partial<CommandCall> as CommandCall, event);

describe('An operator refuses an event for good', () => {
  it('by saying so, and why', () => {
    expect(says({ undo: true, why: 'cancelled' }, 'evt_1')).toBe(true);
    expect(says({ why: 'cancelled' }, 'evt_1')).toBe(false);
  });

  it.each([
    [{ undo: true, why: 'cancelled' }, undefined, /of one event: dlq replay <event> --undo/],
    [{ undo: true }, 'evt_1', /needs a reason.*--why <text>/],
    [{ undo: true, why: ' ' }, 'evt_1', /needs a reason/],
    [{ undo: true, why: 'x', resolve: 'retry' }, 'evt_1', /exclude each other/],
  ])('and is asked again where that makes no sense: %j', (options, event, message) => {
    expect(() => says(options, event)).toThrow(message);
  });
});
