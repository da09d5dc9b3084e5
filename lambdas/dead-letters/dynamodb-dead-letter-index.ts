import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type {
  AttributeValue,
  DynamoDBClient,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { dayMs, recordLifetimeDays } from '../event/lifetimes.ts';
import type { Clock } from '../runtime/clock.ts';
import type { DeadLetterEntry, DeadLetterIndex } from './dead-letter-index.ts';
import { deadLetterPartition } from './dead-letter-keys.ts';

/** A settling that comes late must not bring back a message that a replay has already moved. */
const notMovedOut = 'attribute_not_exists(movedOut) OR NOT contains(movedOut, :message)';
/** What is written down of an entry beside its key and its message. */
const facts = [
  'reason',
  'attempts',
  'firstError',
  'lastError',
  'firstStack',
  'lastStack',
  'upstream',
  'deadAt',
  'lostAt',
  'eventId',
  'type',
  'correlationId',
  'provider',
  'receivedAt',
] as const satisfies readonly (keyof DeadLetterEntry)[];

const isKnown = 'attribute_exists(sk)';

/**
 * The index in the table of event records: one item per dead letter. `copies` is the set of messages
 * that lie in the queue; an item is listed (has `listedAt`) exactly while that set has members.
 */
export class DynamoDbDeadLetterIndex implements DeadLetterIndex {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBClient, tableName: string, clock: Clock) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async enter(entry: DeadLetterEntry): Promise<void> {
    const { integration, id, messageId } = entry;
    const stored = onceIfSame(entry);
    const known = facts.filter((name) => stored[name] !== '');
    const unknown = facts.filter((name) => stored[name] === '');
    await this.#update(integration, id, {
      ConditionExpression: notMovedOut,
      UpdateExpression:
        `SET ${known.map((name) => `#${name} = :${name}`).join(', ')}, listedAt = :listed, ` +
        'cameBack = if_not_exists(replays, :none), expiresAt = :expiry ' +
        `ADD copies :messages REMOVE ${['doneAt', 'resolved', ...unknown.map((name) => `#${name}`)].join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(facts.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(known.map((name) => [`:${name}`, attribute(stored[name])])),
        ':listed': { S: new Date(entry.deadAt).toISOString() },
        ':none': { N: '0' },
        ':message': { S: messageId },
        ':messages': { SS: [messageId] },
        ':expiry': this.#expiry(),
      },
    });
  }

  async markDone(integration: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await this.#update(integration, id, {
        ConditionExpression: isKnown,
        UpdateExpression: 'SET doneAt = :now',
        ExpressionAttributeValues: { ':now': attribute(this.#clock.now()) },
      });
    }
  }

  async #update(
    integration: string,
    id: string,
    input: Partial<UpdateItemCommandInput>,
  ): Promise<void> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: { pk: { S: deadLetterPartition(integration) }, sk: { S: id } },
          ...input,
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  #expiry(): AttributeValue {
    return attribute(Math.ceil((this.#clock.now() + recordLifetimeDays * dayMs) / 1_000));
  }
}

/** A stack that the first and last error share is stored once, so that the item stays within one write unit. */
function onceIfSame(entry: DeadLetterEntry): DeadLetterEntry {
  const { firstError, lastError, firstStack, lastStack } = entry;
  return firstError === lastError && firstStack === lastStack
    ? { ...entry, firstStack: '' }
    : entry;
}

function attribute(value: string | number): AttributeValue {
  return typeof value === 'number' ? { N: String(value) } : { S: value };
}
