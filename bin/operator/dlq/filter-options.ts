import type { DeadLetterFilter } from '../../../lambdas/operations/dead-letter-filter.ts';
import { deadLetterReasons } from '../../../lambdas/processor/outcome.ts';
import { didYouMean } from '../../../lib/near-matches.ts';
import { UsageError } from '../command.ts';
import type { CommandCall, CommandOption } from '../command.ts';
import { parseMoment } from '../time-words.ts';

/** The options that choose dead letters: the same for every command that does. */
export const filterOptions: Readonly<Record<string, CommandOption>> = {
  integration: { type: 'string', value: 'name', summary: 'Only of this integration' },
  reason: { type: 'string', summary: 'Only with this reason (handler-permanent, …)' },
  type: { type: 'string', summary: 'Only events of this type' },
  upstream: { type: 'string', value: 'name', summary: 'Only where this upstream failed' },
  event: { type: 'string', value: 'id', summary: 'Only this event' },
  since: { type: 'string', value: 'time', summary: 'Dead since then (2h, 7d, 2026-01-31T09:30Z)' },
  until: { type: 'string', value: 'time', summary: 'Dead before then' },
  superseded: { type: 'boolean', summary: 'Only those whose event was completed after all' },
};

/** As `filterOptions`, where `--reason` is what a person has to say, not what killed a dead letter. */
export const filterOptionsOfDiscard: Readonly<Record<string, CommandOption>> = (() => {
  const { reason, ...others } = filterOptions;
  return { ...others, ...(reason && { 'died-of': reason }) };
})();

export interface Choice {
  readonly integration: string | undefined;
  readonly filter: DeadLetterFilter;
}

/**
 * @param reasonOption name of the option that chooses by what killed them
 * @throws UsageError
 */
export function choiceOf(
  { options, parameters }: CommandCall,
  now: number,
  reasonOption: 'reason' | 'died-of' = 'reason',
): Choice {
  const text = (name: string): string | undefined => options[name] as string | undefined;
  const [event = text('event')] = parameters;
  if (text('event') !== undefined && text('event') !== event) {
    throw new UsageError(`Two events are named, ${event} and ${text('event')}: name one.`);
  }
  const moment = (name: string): number | undefined => {
    const value = text(name);
    return value === undefined ? undefined : parseMoment(value, now);
  };
  return {
    integration: text('integration'),
    filter: {
      reason: knownReason(text(reasonOption), reasonOption),
      type: text('type'),
      upstream: text('upstream'),
      event,
      since: moment('since'),
      until: moment('until'),
      superseded: options['superseded'] === true ? true : undefined,
    },
  };
}

/** Whether something narrows the choice: a filter, or one integration. */
export function isNarrowed({ integration, filter }: Choice): boolean {
  return integration !== undefined || Object.values(filter).some((value) => value !== undefined);
}

function knownReason(reason: string | undefined, option: string): string | undefined {
  if (reason === undefined || (deadLetterReasons as readonly string[]).includes(reason)) {
    return reason;
  }
  throw new UsageError(
    `--${option}: no dead letter has the reason "${reason}".${didYouMean(reason, deadLetterReasons)} ` +
      `Known are: ${deadLetterReasons.join(', ')}.`,
  );
}
