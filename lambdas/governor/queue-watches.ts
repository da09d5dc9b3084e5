import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { QueueWatch } from './watch-queue.ts';

/** What the governor remembers of each queue, in the table `breakwater-<stage>-events`. */
export class QueueWatches {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** Nothing is remembered of a queue that was never looked at. */
  async read(integration: string): Promise<QueueWatch> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#tableName, Key: keyOf(integration) }),
    );
    return JSON.parse(Item?.['watch']?.S ?? '{}') as QueueWatch;
  }

  async write(integration: string, watch: QueueWatch): Promise<void> {
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#tableName,
        Item: { ...keyOf(integration), watch: { S: JSON.stringify(watch) } },
      }),
    );
  }
}

/** Begins with `#`, which no integration's name does. */
function keyOf(integration: string): { pk: { S: string }; sk: { S: string } } {
  return { pk: { S: `#watch#${integration}` }, sk: { S: 'watch' } };
}
