import type { SQSClient } from '@aws-sdk/client-sqs';
import {
  GetFunctionConfigurationCommand,
  ListEventSourceMappingsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { glanceAtQueue } from '../governor/look-at-queue.ts';
import { countMessages } from '../governor/sqs-queues.ts';
import type { QueueWatches } from '../governor/queue-watches.ts';
import type { WaitingIndex } from '../waiting/waiting-event.ts';
import type { DeadLetterBook } from './dead-letter-book.ts';
import type { IntegrationReading, LettersReading, MappingState } from './integration-status.ts';
import { LetterGroups } from './letter-groups.ts';

export interface IntegrationHandles {
  readonly name: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly processorFunction: string;
}

export interface StatusSources {
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  readonly book: DeadLetterBook;
  readonly watches: Pick<QueueWatches, 'read'>;
  readonly waiting: WaitingIndex;
}

/** Looks at one integration: two queues' counts, its mapping, and the indexes. Receives nothing. */
export async function readIntegration(
  handles: IntegrationHandles,
  sources: StatusSources,
  now: number,
): Promise<Omit<IntegrationReading, 'breakers' | 'held'> & ProcessorIdentity> {
  const { name } = handles;
  const { sqs, lambda, book, watches, waiting } = sources;
  const [counts, deadCounts, identity, mapping, watch] = await Promise.all([
    countMessages(sqs, handles.queueUrl),
    countMessages(sqs, handles.deadLetterQueueUrl),
    readIdentity(lambda, handles.processorFunction),
    readMapping(lambda, handles.processorFunction),
    watches.read(name),
  ]);
  const sight = { ...counts, now, held: mapping === 'disabled' };
  const [findings, letters] = await Promise.all([
    glanceAtQueue(name, sight, watch, waiting),
    readLetters(name, book, deadCounts.visible + deadCounts.inFlight),
  ]);
  return {
    name,
    ...identity,
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
  book: DeadLetterBook,
  messages: number,
): Promise<LettersReading> {
  const groups = new LetterGroups();
  let listed = 0;
  let firstLostAt: number | undefined;
  for await (const letter of book.listed(name, { newestFirst: false })) {
    groups.add(letter);
    listed += letter.copies.length;
    firstLostAt = Math.min(firstLostAt ?? Infinity, letter.lostAt);
  }
  return { groups: groups.all(), unlisted: Math.max(0, messages - listed), firstLostAt };
}

/** What a processor says of its integration; one of an older version may not say all of it. */
export interface ProcessorIdentity {
  /** `unknown` where it does not say. */
  readonly provider: string;
  /** Names of the upstreams that it calls. */
  readonly upstreams: readonly string[];
  readonly whenUpstreamDown: 'pause' | 'continue';
}

export async function readIdentity(
  lambda: LambdaClient,
  FunctionName: string,
): Promise<ProcessorIdentity> {
  const variables = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName })).then(
    ({ Environment }) => Environment?.Variables ?? {},
    (error: unknown) => {
      if (error instanceof ResourceNotFoundException)
        return {} as Record<string, string | undefined>;
      throw error;
    },
  );
  const { PROVIDER = 'unknown', UPSTREAMS = '', WHEN_UPSTREAM_DOWN } = variables;
  return {
    provider: PROVIDER,
    upstreams: UPSTREAMS.split(',').filter((name) => name !== ''),
    whenUpstreamDown: WHEN_UPSTREAM_DOWN === 'continue' ? 'continue' : 'pause',
  };
}

async function readMapping(lambda: LambdaClient, FunctionName: string): Promise<MappingState> {
  try {
    const { EventSourceMappings: [mapping] = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName }),
    );
    return mappingState(mapping?.State);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 'missing';
    throw error;
  }
}

function mappingState(state: string | undefined): MappingState {
  switch (state) {
    case undefined:
      return 'missing';
    case 'Enabled':
      return 'enabled';
    case 'Disabled':
      return 'disabled';
    default:
      return 'changing';
  }
}
