import type { Operator } from '../../../lambdas/operations/order-breaker.ts';
import { UsageError, type CommandCall, type CommandOption } from '../command.ts';
import { operatorName } from '../operator-name.ts';
import { parseEnd } from '../time-words.ts';

/** The options of every command by which a person stands above a breaker or stops an integration. */
export const orderOptions: Readonly<Record<string, CommandOption>> = {
  reason: { type: 'string', value: 'text', summary: 'Why, for whoever looks later (required)' },
  by: { type: 'string', value: 'name', summary: 'Who does it, for the record (default: you)' },
};

export const untilOption: Readonly<Record<string, CommandOption>> = {
  until: {
    type: 'string',
    value: 'time',
    summary: 'Ends by itself: 30m, 2h or 2026-01-31T09:30Z (default: until a person ends it)',
  },
};

/** @throws UsageError without a reason */
export function operatorOf(call: CommandCall): Operator {
  const reason = String(call.options['reason'] ?? '').trim();
  if (reason === '') {
    throw new UsageError('It needs a reason, for whoever looks later: --reason <text>.');
  }
  return { by: operatorName(call), reason };
}

/** @throws UsageError */
export function untilOf({ options: { until } }: CommandCall, now: number): number | undefined {
  return typeof until === 'string' ? parseEnd(until, now) : undefined;
}
