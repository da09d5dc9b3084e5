import { afterAll, beforeAll, describe } from '@jest/globals';
import { DynamoDbBreakerStore } from '../../lambdas/breaker/dynamodb-breaker-store.ts';
import { describeBreakerStore } from '../support/describe-breaker-store.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';

const client = localDynamoDb();
let table: Awaited<ReturnType<typeof createTable>>;

beforeAll(async () => {
  table = await createTable(client, 'pk', 'sk');
});

afterAll(async () => {
  await table.drop();
});

describe('breakers in DynamoDB', () => {
  describeBreakerStore(() => new DynamoDbBreakerStore(client, table.name));
});
