import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type {
  AttributeValue,
  DynamoDBClient,
  KeysAndAttributes,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { readDeadLetter } from '../dead-letters/dead-letter-item.ts';
import {
  deadLetterPartition,
  listedAtAttribute,
  listedIndexName,
} from '../dead-letters/dead-letter-keys.ts';
import type { DeadLetter, HistoryEntry } from '../dead-letters/dead-letter.ts';
import { dayMs, recordLifetimeDays } from '../event/lifetimes.ts';
import type { Clock } from '../runtime/clock.ts';
import { inBatches } from './in-batches.ts';
import type { DeadLetterBook, LetterName, ListOrder } from './dead-letter-book.ts';

type Item = Record<string, AttributeValue>;

const notYetByThisOperation = 'attribute_not_exists(lastOperation) OR lastOperation <> :operation';
const notYetResolvedByThisOperation =
  'attribute_exists(sk) AND (attribute_not_exists(resolvedBy) OR resolvedBy <> :operation)';
/** A copy that came in meanwhile keeps it on the list. DynamoDB removes a set with its last member. */
const noCopyIsLeft = 'attribute_not_exists(copies)';

/** Names at once that BatchGetItem takes. */
const mostNames = 100;
const pageSize = 200;

export class DynamoDbDeadLetterBook implements DeadLetterBook {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBClient, tableName: string, clock: Clock) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async read(
    integration: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, DeadLetter>> {
    const found = new Map<string, DeadLetter>();
    await inBatches([...new Set(ids)], mostNames, async (names) => {
      let keys: Item[] = names.map((id) => keyOf(integration, id));
      while (keys.length > 0) {
        const request: KeysAndAttributes = { Keys: keys, ConsistentRead: true };
        const { Responses, UnprocessedKeys } = await this.#client.send(
          new BatchGetItemCommand({ RequestItems: { [this.#tableName]: request } }),
        );
        for (const item of Responses?.[this.#tableName] ?? []) {
          const letter = readDeadLetter(item);
          found.set(letter.id, letter);
        }
        keys = UnprocessedKeys?.[this.#tableName]?.Keys ?? [];
      }
    });
    return found;
  }

  async *listed(integration: string, order: ListOrder): AsyncGenerator<DeadLetter> {
    let start: Item | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          IndexName: listedIndexName,
          KeyConditionExpression: `pk = :pk AND ${listedAtAttribute} BETWEEN :since AND :until`,
          ExpressionAttributeValues: marshall({
            ':pk': deadLetterPartition(integration),
            ':since': order.since === undefined ? '0' : new Date(order.since).toISOString(),
            ':until': order.until === undefined ? '9' : new Date(order.until - 1).toISOString(),
          }),
          ScanIndexForward: !order.newestFirst,
          ConsistentRead: true,
          Limit: order.atOnce ?? pageSize,
          ExclusiveStartKey: start,
        }),
      );
      for (const item of page.Items ?? []) {
        const letter = readDeadLetter(item);
        // Its last copy was moved out, and the list has yet to hear of it.
        if (letter.copies.length > 0) yield letter;
      }
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }

  async begin(letter: LetterName, entry: HistoryEntry): Promise<void> {
    const counts =
      entry.what === 'replayed' ? 'replays = if_not_exists(replays, :none) + :one, ' : '';
    await this.#update(letter, {
      ConditionExpression: notYetByThisOperation,
      UpdateExpression:
        `SET ${counts}lastOperation = :operation, expiresAt = :expiry, ` +
        'history = list_append(if_not_exists(history, :nothing), :entry)',
      ExpressionAttributeValues: marshall({
        ':operation': entry.operation,
        ':entry': [entry],
        ':nothing': [],
        ':expiry': this.#expiry(),
        ...(counts !== '' && { ':none': 0, ':one': 1 }),
      }),
    });
  }

  async resolve(letter: LetterName, entry: HistoryEntry): Promise<void> {
    await this.#update(letter, {
      ConditionExpression: notYetResolvedByThisOperation,
      UpdateExpression:
        'SET resolved = :yes, resolvedBy = :operation, expiresAt = :expiry, ' +
        'history = list_append(if_not_exists(history, :nothing), :entry)',
      ExpressionAttributeValues: marshall({
        ':yes': true,
        ':operation': entry.operation,
        ':entry': [entry],
        ':nothing': [],
        ':expiry': this.#expiry(),
      }),
    });
  }

  async movedOut(letter: LetterName, messageId: string): Promise<void> {
    await this.#update(letter, {
      UpdateExpression: 'ADD movedOut :message DELETE copies :message',
      ExpressionAttributeValues: { ':message': { SS: [messageId] } },
    });
    await this.#takeOffTheList(letter);
  }

  async forget(letter: LetterName, copies: readonly string[]): Promise<void> {
    await this.#update(letter, {
      UpdateExpression: 'DELETE copies :gone',
      ExpressionAttributeValues: { ':gone': { SS: [...copies] } },
    });
    await this.#takeOffTheList(letter);
  }

  async #takeOffTheList(letter: LetterName): Promise<void> {
    await this.#update(letter, {
      ConditionExpression: noCopyIsLeft,
      UpdateExpression: `REMOVE ${listedAtAttribute}`,
    });
  }

  async #update(
    { integration, id }: LetterName,
    input: Partial<UpdateItemCommandInput>,
  ): Promise<void> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: keyOf(integration, id),
          ...input,
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  #expiry(): number {
    return Math.ceil((this.#clock.now() + recordLifetimeDays * dayMs) / 1_000);
  }
}

function keyOf(integration: string, id: string): Item {
  return { pk: { S: deadLetterPartition(integration) }, sk: { S: id } };
}
