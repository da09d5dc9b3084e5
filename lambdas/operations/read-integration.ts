import type { SQSClient } from '@aws-sdk/client-sqs';
import { glanceAtQueue } from '../governor/look-at-queue.ts';
import { countMessages } from '../governor/sqs-queues.ts';
import type { QueueWatches } from '../governor/queue-watches.ts';
import type { QueueFindings } from '../governor/watch-queue.ts';
import type { IgnoredType } from '../ignored/ignored-events.ts';
import type { OldestWaiting, WaitingIndex } from '../waiting/waiting-event.ts';
import type { DeadLetterBook } from './dead-letter-book.ts';
import { hiddenEvents } from './hidden-events.ts';
import type {
  IntegrationReading,
  LettersReading,
  MappingState,
  Overdue,
} from './integration-status.ts';
import { LetterGroups } from './letter-groups.ts';
import type { IntegrationIdentity } from './read-identity.ts';

export interface IntegrationHandles {
  readonly name: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly mapping: MappingState;
}

export interface StatusSources {
  readonly sqs: SQSClient;
  readonly book: DeadLetterBook;
  readonly watches: Pick<QueueWatches, 'read'>;
  readonly waiting: Pick<WaitingIndex, 'oldest' | 'progress'>;
  /** Whether an event is done. @default not checked: an entry that a killed run left counts as late */
  readonly isDone?: (integration: string, eventId: string) => Promise<boolean>;
  /** Events that the integration ignored recently, by type. @default not read */
  readonly ignored?: (integration: string) => Promise<IgnoredType[]>;
  /** Dead letters that are read at the most. */
  readonly mostLetters: number;
}

/** SQS's counts lag by about a minute. */
const countsSettleMs = 2 * 60_000;

/** Looks at one integration: two queues' counts and the indexes. Receives nothing. */
export async function readIntegration(
  handles: IntegrationHandles,
  sources: StatusSources,
  now: number,
): Promise<Omit<IntegrationReading, 'breakers' | 'held' | 'secrets' | keyof IntegrationIdentity>> {
  const { name, mapping } = handles;
  const { sqs, watches } = sources;
  const waiting = withoutDone(sources, now);
  const [counts, deadCounts, watch] = await Promise.all([
    countMessages(sqs, handles.queueUrl),
    countMessages(sqs, handles.deadLetterQueueUrl),
    watches.read(name),
  ]);
  const sight = { ...counts, now, held: mapping === 'disabled' };
  const [findings, letters, ignored] = await Promise.all([
    glanceAtQueue(name, sight, watch, waiting),
    readLetters(name, sources, deadCounts.visible + deadCounts.inFlight, now),
    sources.ignored?.(name) ?? [],
  ]);
  return {
    name,
    queued: counts.visible,
    inFlight: counts.inFlight,
    oldestSeconds: findings.oldestSeconds,
    overdue: overdueOf(findings, now),
    hidden: hiddenEvents(findings.waiting.events, now),
    hiddenIsAll: findings.waiting.complete,
    letters,
    ignored,
    mapping,
  };
}

/** Entries of events that are done: the run was killed after it settled the event and before it removed the entry. */
function withoutDone(
  { waiting, isDone }: StatusSources,
  now: number,
): Pick<WaitingIndex, 'oldest' | 'progress'> {
  if (isDone === undefined) return waiting;
  return {
    progress: (integration) => waiting.progress(integration),
    async oldest(integration) {
      const { events, complete } = await waiting.oldest(integration);
      const kept = await Promise.all(
        events.map(async (event) => {
          const isSuspect = event.eventId !== '' && now - event.comesBackAt > countsSettleMs;
          return isSuspect && (await isDone(integration, event.eventId)) ? [] : [event];
        }),
      );
      return { events: kept.flat(), complete };
    },
  };
}

/** Names the event that is late for as long as the queue reports; one that no run has settled yet has no entry. */
function overdueOf(
  { overdueSeconds, waiting }: QueueFindings & { readonly waiting: OldestWaiting },
  now: number,
): Overdue | undefined {
  if (overdueSeconds === 0) return undefined;
  const [latest] = waiting.events.toSorted((one, other) => one.dueSince - other.dueSince);
  const isIt = latest !== undefined && (now - latest.dueSince) / 1_000 >= overdueSeconds - 1;
  return {
    seconds: overdueSeconds,
    eventId: isIt && latest.eventId !== '' ? latest.eventId : undefined,
    error: isIt ? latest.reason?.error : undefined,
  };
}

async function readLetters(
  name: string,
  { book, mostLetters }: StatusSources,
  messages: number,
  now: number,
): Promise<LettersReading> {
  const groups = new LetterGroups();
  let listed = 0;
  let settled = 0;
  let firstLostAt: number | undefined;
  for await (const letter of book.listed(name, { newestFirst: false })) {
    if (groups.total >= mostLetters) {
      const unread = Math.max(0, messages - listed);
      return { groups: groups.all(), unlisted: 0, unread, firstLostAt };
    }
    groups.add(letter);
    listed += letter.copies.length;
    if (now - letter.deadAt > countsSettleMs) settled += letter.copies.length;
    firstLostAt = Math.min(firstLostAt ?? Infinity, letter.lostAt);
  }
  return {
    groups: groups.all(),
    unlisted: Math.max(0, messages - listed),
    vanished: Math.max(0, settled - messages),
    firstLostAt,
  };
}
