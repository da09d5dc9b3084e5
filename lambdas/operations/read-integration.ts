import type { SQSClient } from '@aws-sdk/client-sqs';
import { glanceAtQueue } from '../governor/look-at-queue.ts';
import { countMessages } from '../governor/sqs-queues.ts';
import type { QueueWatches } from '../governor/queue-watches.ts';
import type { WaitingIndex } from '../waiting/waiting-event.ts';
import type { DeadLetterBook } from './dead-letter-book.ts';
import type { IntegrationReading, LettersReading, MappingState } from './integration-status.ts';
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
  readonly waiting: WaitingIndex;
  /** Dead letters that are read at the most. */
  readonly mostLetters: number;
}

/** Looks at one integration: two queues' counts and the indexes. Receives nothing. */
export async function readIntegration(
  handles: IntegrationHandles,
  sources: StatusSources,
  now: number,
): Promise<Omit<IntegrationReading, 'breakers' | 'held' | keyof IntegrationIdentity>> {
  const { name, mapping } = handles;
  const { sqs, watches, waiting } = sources;
  const [counts, deadCounts, watch] = await Promise.all([
    countMessages(sqs, handles.queueUrl),
    countMessages(sqs, handles.deadLetterQueueUrl),
    watches.read(name),
  ]);
  const sight = { ...counts, now, held: mapping === 'disabled' };
  const [findings, letters] = await Promise.all([
    glanceAtQueue(name, sight, watch, waiting),
    readLetters(name, sources, deadCounts.visible + deadCounts.inFlight),
  ]);
  return {
    name,
    queued: counts.visible,
    inFlight: counts.inFlight,
    oldestSeconds: findings.oldestSeconds,
    overdueSeconds: findings.overdueSeconds,
    letters,
    mapping,
  };
}

async function readLetters(
  name: string,
  { book, mostLetters }: StatusSources,
  messages: number,
): Promise<LettersReading> {
  const groups = new LetterGroups();
  let listed = 0;
  let firstLostAt: number | undefined;
  for await (const letter of book.listed(name, { newestFirst: false })) {
    if (groups.total >= mostLetters) {
      const unread = Math.max(0, messages - listed);
      return { groups: groups.all(), unlisted: 0, unread, firstLostAt };
    }
    groups.add(letter);
    listed += letter.copies.length;
    firstLostAt = Math.min(firstLostAt ?? Infinity, letter.lostAt);
  }
  return { groups: groups.all(), unlisted: Math.max(0, messages - listed), firstLostAt };
}
