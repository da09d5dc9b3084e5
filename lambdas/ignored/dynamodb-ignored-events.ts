import {
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dayMs, recordLifetimeDays } from '../event/lifetimes.ts';
import { idempotencyId } from '../processor/idempotency-id.ts';
import type { Clock } from '../runtime/clock.ts';
import { countedDays, type IgnoredEvents, type IgnoredType } from './ignored-events.ts';

/** `data` of an ignored event's record: not JSON text, so it differs from any handler's result. */
export const ignoredData = 'ignored';

/**
 * Ignored events as completed records of the idempotency table, one conditional write each; counts by day and type
 * in the table of events, one write for each type of a batch.
 */
export class DynamoDbIgnoredEvents implements IgnoredEvents {
  readonly #client: DynamoDBClient;
  readonly #tables: { readonly idempotency: string; readonly events: string };
  readonly #clock: Clock;

  constructor(
    client: DynamoDBClient,
    tables: { readonly idempotency: string; readonly events: string },
    clock: Clock,
  ) {
    this.#client = client;
    this.#tables = tables;
    this.#clock = clock;
  }

  async mark(integration: string, eventId: string): Promise<'marked' | 'known'> {
    const now = this.#clock.now();
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tables.idempotency,
          Item: {
            id: { S: idempotencyId(integration, eventId) },
            status: { S: 'COMPLETED' },
            expiration: seconds(now + recordLifetimeDays * dayMs),
            data: { S: ignoredData },
            ignored: { BOOL: true },
          },
          ConditionExpression: 'attribute_not_exists(id) OR expiration < :now',
          ExpressionAttributeValues: { ':now': seconds(now) },
        }),
      );
      return 'marked';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'known';
      throw error;
    }
  }

  async count(integration: string, counts: readonly IgnoredType[]): Promise<void> {
    const now = this.#clock.now();
    await Promise.all(
      counts.map(({ type, count }) =>
        this.#client.send(
          new UpdateItemCommand({
            TableName: this.#tables.events,
            Key: { pk: partition(integration), sk: { S: `${dayOf(now)}#${type}` } },
            UpdateExpression: 'ADD events :count SET expiresAt = :expiry',
            ExpressionAttributeValues: {
              ':count': { N: String(count) },
              ':expiry': seconds(now + (countedDays + 1) * dayMs),
            },
          }),
        ),
      ),
    );
  }
}

/** Events ignored in the last days by type, the most frequent type first. */
export async function readIgnored(
  client: DynamoDBClient,
  eventTable: string,
  integration: string,
  now: number,
): Promise<IgnoredType[]> {
  const byType = new Map<string, number>();
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: eventTable,
        KeyConditionExpression: 'pk = :pk AND sk >= :first',
        ExpressionAttributeValues: {
          ':pk': partition(integration),
          ':first': { S: dayOf(now - (countedDays - 1) * dayMs) },
        },
        ExclusiveStartKey: start,
      }),
    );
    for (const item of page.Items ?? []) {
      const sortKey = item['sk']?.S ?? '';
      const type = sortKey.slice(sortKey.indexOf('#') + 1);
      byType.set(type, (byType.get(type) ?? 0) + Number(item['events']?.N ?? 0));
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return [...byType]
    .map(([type, count]) => ({ type, count }))
    .sort((a, b) => b.count - a.count || a.type.localeCompare(b.type));
}

/** No event's key begins with `#`: integration names begin with a letter. */
function partition(integration: string): AttributeValue & { S: string } {
  return { S: `#ignored#${integration}` };
}

function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

function seconds(moment: number): AttributeValue & { N: string } {
  return { N: String(Math.ceil(moment / 1_000)) };
}
