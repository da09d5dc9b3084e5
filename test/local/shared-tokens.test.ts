import { afterAll, beforeAll } from '@jest/globals';
import { dynamoDbTokenStore } from '../../lambdas/upstream/credentials/dynamodb-token-store.ts';
import { describeSharedTokens } from '../support/describe-token-store.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';

const client = localDynamoDb();
let table: Awaited<ReturnType<typeof createTable>>;
beforeAll(async () => {
  table = await createTable(client, 'pk', 'sk');
});
afterAll(() => table.drop());

describeSharedTokens('DynamoDB', () => dynamoDbTokenStore(client, table.name));
