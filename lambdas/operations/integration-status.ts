import { dayMs } from '../event/lifetimes.ts';
import type { BreakerReading, BreakerStatus } from './breaker-row.ts';
import { breakerSentence } from './breaker-sentence.ts';
import { counted } from './counted.ts';
import { countedDays, type IgnoredType } from '../ignored/ignored-events.ts';
import type { HiddenEvents } from './hidden-events.ts';
import type { LetterGroup } from './letter-groups.ts';
import type { Held } from './stage-holds.ts';
import { waitingSentence } from './waiting-sentence.ts';

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
  /** Events that the queue hides until later, as far as the waiting index lists them. */
  readonly waiting: readonly WaitingStatus[];
  /** Events of the last seven days that `types` does not list, by type. */
  readonly ignored: readonly IgnoredType[];
  /** What needs a person: cause, consequence and next step in each sentence. */
  readonly problems: readonly string[];
  /** Why events wait where nothing has to be done, each in a sentence. */
  readonly notices: readonly string[];
}

/** Events that come back later for one reason; moments are ISO 8601. */
export interface WaitingStatus {
  readonly count: number;
  /** Name of the error that their last run ended with; null where it was not noted. */
  readonly error: string | null;
  /** The upstream that they wait for; null where it is none. */
  readonly upstream: string | null;
  readonly firstBackAt: string;
  readonly lastBackAt: string;
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
  /** The event that has been ready to run for longest; undefined where none is late. */
  readonly overdue: Overdue | undefined;
  /** Events that come back later, by reason. */
  readonly hidden: readonly HiddenEvents[];
  /** False where more are hidden than were read. */
  readonly hiddenIsAll: boolean;
  readonly letters: LettersReading;
  /** Events of the last days that `types` does not list, the most frequent type first. @default none */
  readonly ignored?: readonly IgnoredType[];
  readonly breakers: readonly BreakerReading[];
  readonly mapping: MappingState;
  /** A person or a breaker has stopped it, and that is why the mapping is disabled. */
  readonly held: Held | undefined;
  /** What becomes of events that do not need an upstream that is down. */
  readonly whenUpstreamDown: 'pause' | 'continue';
  /** @default not looked at */
  readonly secrets?: SecretProblems | undefined;
}

export interface Overdue {
  readonly seconds: number;
  /** Undefined where nothing has settled it yet. */
  readonly eventId: string | undefined;
  /** Name of the error that its last run ended with. */
  readonly error: string | undefined;
}

/** What is wrong with secrets, each in a sentence with its next step. */
export interface SecretProblems {
  readonly signing: readonly string[];
  /** By upstream. */
  readonly upstreams: Readonly<Record<string, string>>;
}

export interface LettersReading {
  /** As the index has them. */
  readonly groups: readonly LetterGroup[];
  /** Messages in the queue that the index does not know. */
  readonly unlisted: number;
  /** Copies in the index that the queue does not hold. @default 0 */
  readonly vanished?: number;
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
    waiting: reading.hidden.map(({ count, reason, firstBackAt, lastBackAt }) => ({
      count,
      error: reason?.error ?? null,
      upstream: reason?.upstream ?? null,
      firstBackAt: new Date(firstBackAt).toISOString(),
      lastBackAt: new Date(lastBackAt).toISOString(),
    })),
    ignored: reading.ignored ?? [],
    problems: [
      ...(reading.secrets?.signing ?? []),
      ...deadLetterProblems(letters, name, now),
      ...mappingProblems(reading),
      ...upstreamProblems(reading, now),
    ],
    notices: [...notices(reading, now), ...ignoredNotices(reading.ignored ?? [])],
  };
}

/** Types that one line names. */
const maxNamedTypes = 5;

function ignoredNotices(ignored: readonly IgnoredType[]): string[] {
  if (ignored.length === 0) return [];
  const total = ignored.reduce((sum, { count }) => sum + count, 0);
  const named = ignored.slice(0, maxNamedTypes).map(({ type, count }) => `${type} (${count})`);
  const more = ignored.length - named.length;
  return [
    `${counted(total, 'event')} of the last ${countedDays} days ignored, because \`types\` does not list ` +
      `${more > 0 ? [...named, `${more} more types`].join(', ') : named.join(', ')}`,
  ];
}

function deadLetterProblems(
  { groups, unlisted, vanished = 0, unread = 0, firstLostAt }: LettersReading,
  integration: string,
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
      ? `${String(unlisted)} in the dead-letter queue that the index does not know: \`dlq reconcile ${integration}\``
      : '',
    vanished > 0
      ? `${counted(vanished, 'dead letter')} listed that the queue does not hold any more, as a killed replay leaves them: \`dlq reconcile ${integration}\` takes them off the list`
      : '',
    firstLostAt !== undefined && firstLostAt - now < nearlyLostMs
      ? `the oldest dead letter leaves its queue at ${new Date(firstLostAt).toISOString()}`
      : '',
  ].filter((problem) => problem !== '');
}

function mappingProblems(reading: IntegrationReading): string[] {
  const { name, mapping, held, overdue } = reading;
  if (mapping === 'missing') {
    return [
      'nothing works on the queue: there is no event source mapping. A deployment brings it back (`doctor` has the command)',
    ];
  }
  if (held?.by === 'person') {
    const waiting = waitingCount(reading);
    const events = waiting === 0 ? 'new events wait' : `${counted(waiting, 'event')} waiting`;
    const next =
      mapping === 'enabled'
        ? 'still at work: the governor stops it within a minute'
        : `${events}; they return gradually after \`resume ${name}\`${held.until === undefined ? '' : ' or that time'}`;
    return [`paused by ${held.why} (${next})`];
  }
  if (mapping === 'disabled') {
    return [
      'nothing works on the queue: its mapping is disabled, and no operator asked for it; ' +
        'a governor that works enables it within two minutes (`doctor` looks at the governor)',
    ];
  }
  if (overdue === undefined || overdue.seconds <= overdueAfterSeconds) return [];
  const { seconds, eventId, error } = overdue;
  const which = eventId === undefined ? 'an event' : `event ${eventId}`;
  const why = error === undefined ? '' : ` (its last run ended with ${error})`;
  const trace = eventId === undefined ? '`trace`' : `\`trace ${name} ${eventId}\``;
  return [
    `${which} has been ready for ${String(Math.round(seconds / 60))} min and is not done${why}: ${trace} tells what became of its runs`,
  ];
}

/** Breakers and the secrets of their upstreams: a missing secret explains the breaker that it stops. */
function upstreamProblems(reading: IntegrationReading, now: number): string[] {
  const { breakers, whenUpstreamDown, secrets, hidden } = reading;
  return breakers.flatMap((breaker) => {
    const { upstream } = breaker;
    const secret = secrets?.upstreams[upstream];
    const waitsForIt = hidden
      .filter(({ reason }) => reason?.upstream === upstream)
      .reduce((sum, { count }) => sum + count, 0);
    const waiting = (breaker.heldEvents ?? 0) + waitsForIt;
    const isSecretUsable = secrets !== undefined && secret === undefined;
    const stopped = breakerSentence(breaker, { whenUpstreamDown, waiting, isSecretUsable, now });
    if (secret === undefined) return stopped ?? [];
    return breaker.credential === undefined
      ? [secret, stopped].filter((one) => one !== undefined)
      : [secret];
  });
}

/** What needs no person, but makes events wait: why, and until when. */
function notices(reading: IntegrationReading, now: number): string[] {
  const { hidden, hiddenIsAll, breakers } = reading;
  const stopped = new Set(
    breakers.filter(({ state }) => state !== 'closed').map(({ upstream }) => upstream),
  );
  const throttled = breakers.filter(
    ({ state, throttledUntil = 0 }) => state === 'closed' && throttledUntil > now,
  );
  const drained = breakers.filter(
    ({ state, drainingUntil = 0 }) => state === 'closed' && drainingUntil > now,
  );
  return [
    ...drained.map(
      ({ upstream, heldEvents = 0 }) =>
        `${upstream} works again: ${counted(heldEvents, 'event')} in its hold queue are released one after the other, and new ones wait behind them`,
    ),
    ...throttled.map(
      ({ upstream, throttledUntil = 0 }) =>
        `${upstream} asked for no calls until ${new Date(throttledUntil).toISOString()}; events that need it wait until then`,
    ),
    ...hidden
      .filter(({ reason }) => reason?.upstream === undefined || !stopped.has(reason.upstream))
      .map((group) => waitingSentence(group, !hiddenIsAll)),
  ];
}

function waitingCount({ queued, inFlight }: IntegrationReading): number {
  return queued + inFlight;
}
