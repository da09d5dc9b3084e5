import {
  ConditionalCheckFailedException,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PauseRecord } from './pause.ts';
import type { Pauses } from './ports.ts';

const partition = { S: 'pauses' };

/** In the table `breakwater-<stage>-breakers`, an item for each integration that was ever paused. */
export class DynamoDbPauses implements Pauses {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async all(): Promise<ReadonlyMap<string, PauseRecord>> {
    const found = new Map<string, PauseRecord>();
    const pages = paginateQuery(
      { client: this.#client },
      {
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': partition },
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      for (const { sk, record } of Items) {
        found.set(sk?.S ?? '', JSON.parse(record?.S ?? '') as PauseRecord);
      }
    }
    return found;
  }

  /**
   * @param seen what stands there, as far as is known
   * @returns false where something else stands there: nothing is written
   */
  async write(
    integration: string,
    next: PauseRecord,
    seen: PauseRecord | undefined,
  ): Promise<boolean> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: { pk: partition, sk: { S: integration } },
          // Or its own write again, whose answer was lost.
          ConditionExpression: `${seen ? '#record = :seen' : 'attribute_not_exists(#record)'} OR #record = :next`,
          UpdateExpression: 'SET #record = :next',
          ExpressionAttributeNames: { '#record': 'record' },
          ExpressionAttributeValues: {
            ':next': { S: JSON.stringify(next) },
            ...(seen && { ':seen': { S: JSON.stringify(seen) } }),
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
