import { styleText } from 'node:util';
import type { BreakerDetails, BreakerRow } from '../../../lambdas/operations/breaker-row.ts';
import { formatFacts } from '../../terminal/facts.ts';
import { formatTable } from '../../terminal/table.ts';
import { ago, localTime } from '../time-words.ts';

/** Breakers at a glance. */
export function breakerTable(
  rows: readonly BreakerRow[],
  now: number,
  stream: NodeJS.WriteStream,
): string {
  if (rows.length === 0) return 'No integration calls an upstream.';
  return formatTable(
    ['upstream', 'state', 'since', 'until', 'by', 'why', 'called by'],
    rows.map((row) => [
      row.upstream,
      stateText(row, stream),
      row.since === null ? '–' : ago(Date.parse(row.since), now),
      moment(row.until),
      row.by || '–',
      row.reason || '–',
      row.integrations.join(', '),
    ]),
  );
}

/** All there is to know of one. */
export function breakerFacts(
  breaker: BreakerDetails,
  now: number,
  stream: NodeJS.WriteStream,
): string {
  const facts = formatFacts({
    upstream: breaker.upstream,
    state: stateText(breaker, stream),
    since:
      breaker.since === null
        ? undefined
        : `${moment(breaker.since)} (${ago(Date.parse(breaker.since), now)})`,
    until: untilText(breaker),
    by: breaker.by,
    why: breaker.reason,
    'asked to wait until':
      breaker.throttledUntil === null ? undefined : moment(breaker.throttledUntil),
    draining:
      breaker.drainingUntil === null
        ? undefined
        : 'events that have waited are released one after the other; new ones wait behind them',
    'openings in a row': breaker.openings === 0 ? undefined : String(breaker.openings),
    'first opening again':
      breaker.firstAgainAt === null
        ? undefined
        : `${moment(breaker.firstAgainAt)}: a trip before that opens it for longer`,
    'called by': breaker.integrations.join(', '),
  });
  if (breaker.history.length === 0) return facts;
  const changes = breaker.history.map(({ at, from, to, by, reason }) => [
    moment(at),
    `${from} → ${to}`,
    by,
    reason,
  ]);
  return `${facts}\n\n${formatTable(['when', 'change', 'by', 'why'], changes)}`;
}

export function stateText(
  { state }: Pick<BreakerRow, 'state'>,
  stream: NodeJS.WriteStream,
): string {
  const colour = state === 'closed' ? 'green' : state === 'half-open' ? 'yellow' : 'red';
  return styleText(colour, state, { stream });
}

/** What its end means depends on its state. */
function untilText({ state, until }: BreakerRow): string | undefined {
  switch (state) {
    case 'closed':
      return undefined;
    case 'open':
      return `${moment(until)}, when it is probed`;
    case 'half-open':
      return until === null
        ? 'the next probe'
        : `${moment(until)}, if the probe ends without a word`;
    case 'isolated':
      return 'there is another credential, or a person releases it';
    case 'forced-open':
    case 'forced-closed':
      return until === null ? 'a person releases it' : moment(until);
  }
}

function moment(iso: string | null): string {
  return iso === null ? '–' : localTime(Date.parse(iso));
}
