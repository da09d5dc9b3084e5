import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeDynamoDb } from '../support/describe-dynamodb.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';

const client = localDynamoDb();
let table: Awaited<ReturnType<typeof createTable>>;

beforeAll(async () => {
  table = await createTable(client, 'pk', 'sk');
});

afterAll(async () => {
  await table.drop();
});

/** So that the simulated one, which the same sentences are true of, is held against something real. */
describe('the local DynamoDB', () => {
  describeDynamoDb(() => ({ client, table: table.name }));
});
