import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDbSlotStore } from '../../lambdas/breaker/dynamodb-slot-store.ts';
import { slotIndex, slotMs } from '../../lambdas/breaker/slot.ts';
import { describeSlotStore } from '../support/describe-slot-store.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';

const client = localDynamoDb();
let table: Awaited<ReturnType<typeof createTable>>;

beforeAll(async () => {
  table = await createTable(client, 'pk', 'sk');
});

afterAll(async () => {
  await table.drop();
});

describe('slots in DynamoDB', () => {
  describeSlotStore(() => new DynamoDbSlotStore(client, table.name));

  it('expire a day later, and take so little room that a report is one write unit', async () => {
    const index = slotIndex(Date.UTC(2026, 0, 1));
    const report = { environment: 'abcd', failed: 1, alive: 20, forbidden: '01234567' };
    await new DynamoDbSlotStore(client, table.name).add('crm', 1, index, report);
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'slots#crm' } },
      }),
    );
    expect(Items).toMatchObject([
      { expiresAt: { N: String((index * slotMs) / 1_000 + 24 * 60 * 60) } },
    ]);
    expect(JSON.stringify(Items).length).toBeLessThan(400);
  });
});
