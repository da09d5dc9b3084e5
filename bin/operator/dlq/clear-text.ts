import type { Cleared, Planned } from '../../../lambdas/operations/clear-integration.ts';
import { counted } from '../../../lambdas/operations/counted.ts';
import { whyLeft } from '../../../lambdas/operations/left-words.ts';
import type { LeftLetters } from '../../../lambdas/operations/plan-clearing.ts';
import type { Operation } from '../../../lambdas/operations/operation.ts';
import { indent } from '../../terminal/explained-error.ts';
import { duration } from '../time-words.ts';
import { groupTable } from './list-text.ts';

const doing = { replay: 'replayed', discard: 'discarded' } as const;

/** What would be done, and the command that does it. */
export function planText(
  kind: Operation['kind'],
  planned: readonly Planned[],
  perSecond: number,
  command: string,
  now: number,
): string {
  const chosen = planned.reduce((sum, { plan }) => sum + plan.chosen, 0);
  const messages = planned.reduce((sum, { plan }) => sum + plan.messages, 0);
  const unlisted = planned.reduce((sum, one) => sum + one.unlisted, 0);
  const left = planned.flatMap(({ plan }) => plan.left);
  const parts: string[] = [];
  if (chosen === 0) {
    parts.push(`No dead letter would be ${doing[kind]}.`);
  } else {
    parts.push(
      `${counted(chosen, 'dead letter')} would be ${doing[kind]}, ` +
        `${String(perSecond)} a second: about ${duration((messages / perSecond) * 1_000)}.`,
      groupTable(
        planned.flatMap(({ plan }) => plan.groups),
        now,
      ),
    );
  }
  if (left.length > 0) parts.push(leftText(left));
  if (unlisted > 0) {
    parts.push(
      `The queue holds ${counted(unlisted, 'message')} more than the index knows; those that match are ${doing[kind]} too.`,
    );
  }
  if (chosen + unlisted > 0) parts.push(`Nothing was changed. To do it:\n  ${command}`);
  return parts.join('\n\n');
}

/** What was done. */
export function clearedText(
  kind: Operation['kind'],
  all: readonly Cleared[],
  notBegun: readonly string[],
  left: readonly LeftLetters[],
): string {
  const lines = all
    .filter(
      ({ counts, notMet, newer, interrupted }) =>
        interrupted || counts.done + counts.cleared + notMet + newer > 0,
    )
    .map((cleared) => clearedLines(kind, cleared));
  const summary = lines.length === 0 ? [`No dead letter was ${doing[kind]}.`] : lines;
  if (notBegun.length > 0) {
    summary.push(`Interrupted before ${notBegun.join(', ')}. The same command goes on with them.`);
  }
  return [...summary, ...(left.length > 0 ? [leftText(left)] : [])].join('\n');
}

function clearedLines(kind: Operation['kind'], cleared: Cleared): string {
  const { integration, counts, notMet, newer, interrupted, operation } = cleared;
  const first =
    `${integration}: ${counted(counts.done, 'dead letter')} ${doing[kind]}` +
    (counts.cleared > 0
      ? `, ${counted(counts.cleared, 'copy', 'copies')} of sent ones removed.`
      : '.');
  const lines: string[] = [];
  if (newer > 0) {
    lines.push(
      `${counted(newer, 'dead letter')} died since it began: left alone. The same command takes them next.`,
    );
  }
  if (notMet > 0) {
    lines.push(
      `${counted(notMet, 'message')} of the index did not come out of the queue: expired, taken by\n` +
        `somebody else, or held by them. \`dlq reconcile ${integration}\` finds out.`,
    );
  }
  if (interrupted) {
    lines.push('Interrupted. The same command within the hour goes on where it ended.');
  }
  lines.push(`On record as ${operation}.`);
  return [first, indent(lines.join('\n'))].join('\n');
}

const whatToDo = {
  'came-back-twice': 'mend the cause, then add --again',
  'outcome-unknown':
    'look it up at the upstream, then say what happened:\n' +
    '  dlq replay <event> --resolve done --result <json>   or   --resolve retry',
} as const;

function leftText(left: readonly LeftLetters[]): string {
  return left
    .map(({ because, count, eventIds }) => {
      const more = count > eventIds.length ? ` … and ${String(count - eventIds.length)} more` : '';
      return `Left: ${counted(count, 'event')} ${whyLeft[because]}; ${whatToDo[because]}\n${indent(eventIds.join('\n') + more)}`;
    })
    .join('\n');
}
