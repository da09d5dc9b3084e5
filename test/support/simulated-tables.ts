import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Hazards } from '../../bin/simulation/hazards.ts';
import { simulatedDynamoDb } from '../../bin/simulation/services/dynamodb/dynamodb-client.ts';
import { SimulatedTable } from '../../bin/simulation/services/dynamodb/simulated-table.ts';
import { SimulatedProcess } from '../../bin/simulation/simulated-process.ts';
import { VirtualTime } from '../../bin/simulation/virtual-time.ts';

/** A client of two empty tables in memory, `idempotency` and `events`, that evaluates conditions as DynamoDB does. */
export function simulatedTables(): DynamoDBClient {
  const random = () => 0.5;
  const process = new SimulatedProcess({
    ...{ time: new VirtualTime(), random, hazards: new Hazards(random), clockOffsetMs: 0 },
    networkMs: { there: { least: 0, most: 0 }, back: { least: 0, most: 0 } },
  });
  const tables = {
    idempotency: new SimulatedTable({ partition: 'id' }),
    events: new SimulatedTable({ partition: 'pk', sort: 'sk' }),
  };
  return simulatedDynamoDb(process, tables, 1);
}
