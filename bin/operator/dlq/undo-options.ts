import { UsageError } from '../command.ts';
import type { CommandCall, CommandOption } from '../command.ts';

/** The option by which an operator refuses an event for good. */
export const undoOptions: Readonly<Record<string, CommandOption>> = {
  undo: {
    type: 'boolean',
    summary:
      'Refuse the event for good: its completed steps are taken back, its handler does not run',
  },
};

/**
 * Whether the call refuses its one event for good.
 * @throws UsageError
 */
export function saysUndo({ options }: CommandCall, event: string | undefined): boolean {
  if (options['undo'] !== true) return false;
  if (event === undefined) {
    throw new UsageError('--undo is said of one event: dlq replay <event> --undo --why <text>');
  }
  if (options['resolve'] !== undefined) {
    throw new UsageError(
      '--undo and --resolve exclude each other: first say what became of the step, then look at the event again.',
    );
  }
  if (typeof options['why'] !== 'string' || options['why'].trim() === '') {
    throw new UsageError('--undo needs a reason, for whoever asks later: --why <text>');
  }
  return true;
}
