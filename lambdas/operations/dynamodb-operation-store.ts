import { PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { dayMs } from '../event/lifetimes.ts';
import type { Operation, OperationCounts } from './operation.ts';
import type { OperationStore } from './operation-store.ts';

const partition = '#operations';
/** Longer than anything that an operation was done to. */
const keptDays = 400;

/** Operations in the table of event records, in one partition by time. */
export class DynamoDbOperationStore implements OperationStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async begin(operation: Operation): Promise<void> {
    const { id, ...facts } = operation;
    const expiresAt = Math.ceil((operation.startedAt + keptDays * dayMs) / 1_000);
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#tableName,
        Item: marshall(
          { pk: partition, sk: id, ...facts, expiresAt },
          { removeUndefinedValues: true },
        ),
      }),
    );
  }

  async note(id: string, counts: OperationCounts, state: Operation['state']): Promise<void> {
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#tableName,
        Key: marshall({ pk: partition, sk: id }),
        UpdateExpression: 'SET counts = :counts, #state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: marshall({ ':counts': counts, ':state': state }),
      }),
    );
  }

  async recent(most: number): Promise<Operation[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': partition }),
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: most,
      }),
    );
    return Items.map((item) => {
      const { pk: _pk, sk, expiresAt: _expiresAt, ...facts } = unmarshall(item);
      return { id: sk, ...facts } as Operation;
    });
  }
}
