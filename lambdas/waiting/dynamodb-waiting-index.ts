import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dayMs, queueRetentionDays } from '../event/lifetimes.ts';
import type { OldestWaiting, Progress, Wait, WaitingEvent, WaitingIndex } from './waiting-event.ts';

type Item = Record<string, AttributeValue>;

/**
 * Partitions of one integration: each takes 1,000 writes a second. Reading costs one small query for
 * each, once a minute.
 */
const shards = 4;
/** Read of each shard: as many as fit into the smallest unit that a query is billed in. */
const readPerShard = 25;

/**
 * The waiting index in the table `breakwater-<stage>-events`. Its partition keys begin with `#`, which
 * no integration's name does, so that no event's key is ever one of them.
 */
export class DynamoDbWaitingIndex implements WaitingIndex {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async wait(integration: string, wait: Wait): Promise<void> {
    const { messageId, sentAt, eventId, comesBackAt, onPurpose, reason } = wait;
    const dueSince = onPurpose ? ':comesBackAt' : 'if_not_exists(dueSince, :sentAt)';
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#tableName,
        Key: keyOf(integration, { messageId, sentAt }),
        UpdateExpression:
          `SET comesBackAt = :comesBackAt, dueSince = ${dueSince}, sentAt = :sentAt, ` +
          'messageId = :messageId, eventId = :eventId, expiresAt = :expiresAt, ' +
          '#error = :error, upstream = :upstream, #cause = :cause',
        ExpressionAttributeNames: { '#error': 'error', '#cause': 'cause' },
        ExpressionAttributeValues: {
          ':comesBackAt': number(comesBackAt),
          ':sentAt': number(sentAt),
          ':messageId': { S: messageId },
          ':eventId': { S: eventId },
          ':error': { S: reason?.error ?? '' },
          ':upstream': { S: reason?.upstream ?? '' },
          ':cause': { S: reason?.cause ?? '' },
          // The queue has dropped it by then, if nobody else has.
          ':expiresAt': number(Math.ceil((sentAt + (queueRetentionDays + 1) * dayMs) / 1_000)),
        },
      }),
    );
  }

  async left(integration: string, message: Pick<Wait, 'messageId' | 'sentAt'>): Promise<void> {
    await this.#client.send(
      new DeleteItemCommand({ TableName: this.#tableName, Key: keyOf(integration, message) }),
    );
  }

  async moved(integration: string, { movedAt, waitedMs }: Progress): Promise<void> {
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#tableName,
        Item: {
          ...progressKey(integration),
          movedAt: number(movedAt),
          waitedMs: number(waitedMs),
          expiresAt: number(Math.ceil((movedAt + queueRetentionDays * dayMs) / 1_000)),
        },
      }),
    );
  }

  async oldest(integration: string): Promise<OldestWaiting> {
    const read = await Promise.all(
      Array.from({ length: shards }, async (_, shard) => {
        const { Items = [] } = await this.#client.send(
          new QueryCommand({
            TableName: this.#tableName,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': { S: partition(integration, shard) } },
            Limit: readPerShard,
          }),
        );
        return Items;
      }),
    );
    return {
      events: read.flat().map(waitingEvent),
      complete: read.every((items) => items.length < readPerShard),
    };
  }

  async progress(integration: string): Promise<Progress | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#tableName, Key: progressKey(integration) }),
    );
    return Item && { movedAt: Number(Item['movedAt']?.N), waitedMs: Number(Item['waitedMs']?.N) };
  }
}

function partition(integration: string, shard: number): string {
  return `#waiting#${integration}#${String(shard)}`;
}

/** From what every receive of the message tells, so that nothing has to be looked up to remove it. */
function keyOf(
  integration: string,
  { messageId, sentAt }: Pick<Wait, 'messageId' | 'sentAt'>,
): Item {
  const shard = [...messageId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % shards;
  const time = String(sentAt).padStart(15, '0');
  return { pk: { S: partition(integration, shard) }, sk: { S: `${time}#${messageId}` } };
}

function progressKey(integration: string): Item {
  return { pk: { S: `#progress#${integration}` }, sk: { S: 'progress' } };
}

function waitingEvent(item: Item): WaitingEvent {
  const error = item['error']?.S ?? '';
  const upstream = item['upstream']?.S ?? '';
  const cause = item['cause']?.S ?? '';
  return {
    messageId: item['messageId']?.S ?? '',
    sentAt: Number(item['sentAt']?.N),
    eventId: item['eventId']?.S ?? '',
    comesBackAt: Number(item['comesBackAt']?.N),
    dueSince: Number(item['dueSince']?.N),
    ...(error !== '' && {
      reason: { error, ...(upstream !== '' && { upstream }), ...(cause !== '' && { cause }) },
    }),
  };
}

function number(value: number): AttributeValue {
  return { N: String(value) };
}
