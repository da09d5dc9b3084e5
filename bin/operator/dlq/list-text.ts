import { counted } from '../../../lambdas/operations/counted.ts';
import type { LetterGroup } from '../../../lambdas/operations/letter-groups.ts';
import type { LetterRow } from '../../../lambdas/operations/letter-row.ts';
import type { DeadLetterView } from '../../../lambdas/operations/read-dead-letters.ts';
import { fit, terminalWidth } from '../../terminal/fit.ts';
import { formatTable } from '../../terminal/table.ts';
import { ago, localTime } from '../time-words.ts';

/** What people see of a list: what killed them first, then the newest one by one. */
export function listText(
  { total, groups, newest, unlisted }: DeadLetterView,
  now: number,
  stage: string,
): string {
  const parts: string[] = [];
  if (total === 0) {
    parts.push('No dead letters.');
  } else {
    parts.push(`${counted(total, 'dead letter')}, by what killed them:`, groupTable(groups, now));
    parts.push(
      newest.length < total ? `The newest ${String(newest.length)}:` : 'One by one:',
      letterTable(newest),
    );
    parts.push(
      `Look at one:  npm run breakwater -- dlq show <event> --stage ${stage}\n` +
        `Replay:       npm run breakwater -- dlq replay --integration <name> --stage ${stage}`,
    );
  }
  for (const [integration, count] of unlisted) {
    parts.push(
      `${counted(count, 'message')} in the dead-letter queue of ${integration} ${count === 1 ? 'is' : 'are'} not in the index ` +
        '(SQS moved them itself, or the index could not be written).\n' +
        `Read them in:  npm run breakwater -- dlq reconcile ${integration} --stage ${stage}`,
    );
  }
  return parts.join('\n\n');
}

export function groupTable(groups: readonly LetterGroup[], now: number): string {
  const rows = groups.map((group) => [
    group.integration,
    group.reason,
    group.type || '–',
    group.count,
    ago(group.firstDeadAt, now),
    ago(group.lastDeadAt, now),
  ]);
  const header = ['integration', 'reason', 'type', 'count', 'first', 'last'];
  return withErrors(
    header,
    rows,
    groups.map(({ firstError }) => firstError),
  );
}

function letterTable(rows: readonly LetterRow[]): string {
  return withErrors(
    ['event', 'integration', 'type', 'reason', 'attempts', 'dead at'],
    rows.map((row) => [
      row.eventId,
      row.integration,
      row.type || '–',
      row.reason + mark(row),
      row.attempts,
      localTime(Date.parse(row.deadAt)),
    ]),
    rows.map(({ firstError }) => firstError),
  );
}

function mark({ superseded, cameBack }: LetterRow): string {
  if (superseded === true) return ' (superseded)';
  return cameBack === undefined
    ? ''
    : ` (came back ${cameBack === 1 ? 'once' : `${String(cameBack)}×`})`;
}

/** The error comes last and gets the room that is left. */
function withErrors(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  errors: readonly string[],
): string {
  const bare = formatTable(header, rows);
  const room = Math.max(30, terminalWidth() - (bare.split('\n', 1)[0]?.length ?? 0) - 14);
  const alignRight = header.flatMap((title, at) =>
    title === 'count' || title === 'attempts' ? [at] : [],
  );
  return formatTable(
    [...header, 'first error'],
    rows.map((row, at) => [...row, fit(errors[at] ?? '', room)]),
    { alignRight },
  );
}
