import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localClientConfig } from '../../bin/local/local-aws.ts';
import { optionalEnvironment } from '../../lambdas/runtime/environment.ts';

/** The endpoint that the test run found or started (see `bin/test.ts`). */
export function testEndpointUrl(): string {
  const url = optionalEnvironment('AWS_ENDPOINT_URL');
  if (url === undefined) {
    throw new Error('These tests need a local AWS endpoint: run them with `npm test`.');
  }
  return url;
}

export function localDynamoDb(): DynamoDBClient {
  return new DynamoDBClient(localClientConfig(testEndpointUrl()));
}

/** A table of its own for one test file, with the given key attributes; `drop` removes it. */
export async function createTable(
  client: DynamoDBClient,
  partitionKey: string,
  sortKey?: string,
  {
    index,
    name = `test-${randomUUID()}`,
  }: {
    /** A local secondary index, as `lib/constructs/state-tables.ts` adds it to the table of events. */
    readonly index?: { readonly name: string; readonly sortKey: string };
    readonly name?: string;
  } = {},
): Promise<{ name: string; drop: () => Promise<void> }> {
  const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...keys, ...(index ? [index.sortKey] : [])].map((key) => ({
        AttributeName: key,
        AttributeType: 'S',
      })),
      ...(index && {
        LocalSecondaryIndexes: [
          {
            IndexName: index.name,
            KeySchema: [
              { AttributeName: partitionKey, KeyType: 'HASH' },
              { AttributeName: index.sortKey, KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
      KeySchema: keys.map((key, index) => ({
        AttributeName: key,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
    }),
  );
  const drop = async (): Promise<void> => {
    await client.send(new DeleteTableCommand({ TableName: name }));
  };
  return { name, drop };
}
