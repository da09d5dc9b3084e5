import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { Hazards } from '../../../bin/simulation/hazards.ts';
import { simulatedDynamoDb } from '../../../bin/simulation/services/dynamodb/dynamodb-client.ts';
import { SimulatedTable } from '../../../bin/simulation/services/dynamodb/simulated-table.ts';
import { SimulatedProcess } from '../../../bin/simulation/simulated-process.ts';
import { VirtualTime } from '../../../bin/simulation/virtual-time.ts';
import { DynamoDbBreakerStore } from '../../../lambdas/breaker/dynamodb-breaker-store.ts';
import { DynamoDbSlotStore } from '../../../lambdas/breaker/dynamodb-slot-store.ts';
import { describeBreakerStore } from '../../support/describe-breaker-store.ts';
import { describeDynamoDb } from '../../support/describe-dynamodb.ts';
import { describeSlotStore } from '../../support/describe-slot-store.ts';

const process = new SimulatedProcess({
  time: new VirtualTime(),
  random: () => 0.5,
  hazards: new Hazards(() => 0.5),
  clockOffsetMs: 0,
  networkMs: { there: { least: 0, most: 0 }, back: { least: 0, most: 0 } },
});
const table = 'table';
const tables = { [table]: new SimulatedTable({ partition: 'pk', sort: 'sk' }) };
const client = simulatedDynamoDb(process, tables, 1);

describe('the simulated DynamoDB', () => {
  describeDynamoDb(() => ({ client, table }));

  it.each([
    ['SET a.b = :one'],
    ['SET a = list_append(a, :one)'],
    ['SET a = :one, b'],
    ['PUT a :one'],
  ])('refuses what it does not know, and takes it for nothing else: %s', async (expression) => {
    const update = new UpdateItemCommand({
      TableName: table,
      Key: { pk: { S: 'unknown' }, sk: { S: 'a' } },
      UpdateExpression: expression,
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await expect(client.send(update)).rejects.toThrow(SyntaxError);
  });
});

describe('breakers in the simulated DynamoDB', () => {
  describeBreakerStore(() => new DynamoDbBreakerStore(client, table));
});

describe('slots in the simulated DynamoDB', () => {
  describeSlotStore(() => new DynamoDbSlotStore(client, table));
});
