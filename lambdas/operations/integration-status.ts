import { dayMs } from '../event/lifetimes.ts';
import type { BreakerReading, BreakerStatus } from './breaker-row.ts';
import { counted } from './counted.ts';
import type { LetterGroup } from './letter-groups.ts';
import type { Held } from './stage-holds.ts';

/** One line of `status`. Its shape is an interface: `status --json`. */
export interface IntegrationStatus {
  readonly name: string;
  readonly provider: string;
  /** Events that could be received now. */
  readonly queued: number;
  /** Events that are worked on, or hidden until later. */
  readonly inFlight: number;
  readonly deadLetters: number;
  /** Age of the oldest event in the queue; 0 for an empty one. */
  readonly oldestSeconds: number;
  readonly breakers: readonly BreakerStatus[];
  readonly mapping: MappingState;
  /** What needs a person, each in a sentence. */
  readonly problems: readonly string[];
}

/** Of the event source mapping; `missing` where there is none. */
export type MappingState = 'enabled' | 'disabled' | 'changing' | 'missing';

/** What was found of one integration. */
export interface IntegrationReading {
  readonly name: string;
  readonly provider: string;
  readonly queued: number;
  readonly inFlight: number;
  readonly oldestSeconds: number;
  /** For how long an event has been ready to run without being run. */
  readonly overdueSeconds: number;
  readonly letters: LettersReading;
  readonly breakers: readonly BreakerReading[];
  readonly mapping: MappingState;
  /** A person or a breaker has stopped it, and that is why the mapping is disabled. */
  readonly held: Held | undefined;
  /** What becomes of events that do not need an upstream that is down. */
  readonly whenUpstreamDown: 'pause' | 'continue';
}

export interface LettersReading {
  /** As the index has them. */
  readonly groups: readonly LetterGroup[];
  /** Messages in the queue that the index does not know. */
  readonly unlisted: number;
  /** Messages beyond those that were read, where there are too many to read them all. @default 0 */
  readonly unread?: number;
  /** When the queue drops the first of them; ms since the epoch. */
  readonly firstLostAt: number | undefined;
}

/** An event that is ready and has waited longer than this is not merely next in line. */
const overdueAfterSeconds = 300;
const nearlyLostMs = 3 * dayMs;

/** What is shown of an integration, and whether anything of it needs a person. */
export function statusOf(reading: IntegrationReading, now: number): IntegrationStatus {
  const { name, provider, queued, inFlight, oldestSeconds, breakers, mapping, letters } = reading;
  return {
    name,
    provider,
    queued,
    inFlight,
    deadLetters: letters.groups.reduce((sum, { count }) => sum + count, letters.unread ?? 0),
    oldestSeconds,
    breakers: breakers.map(({ upstream, state, until }) => ({ upstream, state, until })),
    mapping,
    problems: [
      ...deadLetterProblems(letters, now),
      ...mappingProblems(reading),
      ...breakers.flatMap((breaker) => breakerProblem(breaker, reading.whenUpstreamDown)),
    ],
  };
}

function deadLetterProblems(
  { groups, unlisted, unread = 0, firstLostAt }: LettersReading,
  now: number,
): string[] {
  const byReason = new Map<string, number>();
  let superseded = 0;
  for (const group of groups) {
    superseded += group.superseded;
    const unsettled = group.count - group.superseded;
    if (unsettled > 0) byReason.set(group.reason, (byReason.get(group.reason) ?? 0) + unsettled);
  }
  const reasons = [...byReason].map(([reason, count]) => `${String(count)} ${reason}`);
  if (unread > 0) reasons.push(`about ${String(unread)} more`);
  return [
    reasons.length > 0 ? `dead letters: ${reasons.join(', ')}` : '',
    superseded > 0
      ? `${counted(superseded, 'dead letter')} of events that are done: \`dlq discard --superseded\``
      : '',
    unlisted > 0
      ? `${String(unlisted)} in the dead-letter queue that the index does not know: \`dlq reconcile\``
      : '',
    firstLostAt !== undefined && firstLostAt - now < nearlyLostMs
      ? `the oldest dead letter leaves its queue at ${new Date(firstLostAt).toISOString()}`
      : '',
  ].filter((problem) => problem !== '');
}

function mappingProblems({ mapping, held, overdueSeconds }: IntegrationReading): string[] {
  if (mapping === 'missing')
    return ['nothing works on the queue: there is no event source mapping'];
  if (held?.by === 'person') {
    const notYet =
      mapping === 'enabled' ? ' (still at work: the governor has not heard of it)' : '';
    return [`paused by ${held.why}${notYet}`];
  }
  if (mapping === 'disabled') {
    return held === undefined
      ? [
          'nothing works on the queue: its mapping is disabled, and neither a breaker nor a person asked for it',
        ]
      : [];
  }
  return overdueSeconds > overdueAfterSeconds
    ? [
        `an event has been ready for ${String(Math.round(overdueSeconds / 60))} min and is not done: \`trace\` tells what became of its runs`,
      ]
    : [];
}

function breakerProblem(
  { upstream, state, heldBy }: BreakerReading,
  whenDown: IntegrationReading['whenUpstreamDown'],
): string[] {
  const waiting = whenDown === 'pause' ? 'all events wait' : 'events that need it wait';
  switch (state) {
    case 'closed':
      return [];
    case 'half-open':
      return [`${upstream} was down and is tried again: its breaker is half-open, ${waiting}`];
    case 'open':
      return [`${upstream} is down: its breaker is open, ${waiting}`];
    case 'isolated':
      if (heldBy !== undefined) return [`${upstream} is taken out of use by ${heldBy}`];
      return [`${upstream} refuses the credential: put a working one into its secret`];
    case 'forced-open':
    case 'forced-closed':
      return [
        `the breaker of ${upstream} is held ${state === 'forced-open' ? 'open' : 'closed'} by ${heldBy ?? 'a person'}`,
      ];
  }
}
