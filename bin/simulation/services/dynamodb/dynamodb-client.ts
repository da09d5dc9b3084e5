import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { SimulatedProcess } from '../../simulated-process.ts';
import type { SimulatedTable } from './simulated-table.ts';

export type SimulatedTables = Readonly<Record<string, SimulatedTable>>;

/** An SDK client of one process, on simulated tables. */
export function simulatedDynamoDb(
  process: SimulatedProcess,
  tables: SimulatedTables,
  tries: number,
): DynamoDBClient {
  const client = {
    send: (command: { readonly input: { readonly TableName?: string } }) =>
      process.ask(() => carryOut(command, tableOf(tables, command.input.TableName)), tries),
    // Powertools looks for these before it takes a client for one.
    config: {},
    middlewareStack: {
      identify: () => ['addPowertoolsToUserAgent'],
      addRelativeTo: () => undefined,
    },
  };
  return client as unknown as DynamoDBClient;
}

function tableOf(tables: SimulatedTables, name = ''): SimulatedTable {
  const table = tables[name];
  if (table === undefined) throw new TypeError(`There is no simulated table "${name}".`);
  return table;
}

function carryOut(command: object, table: SimulatedTable): object {
  if (command instanceof UpdateItemCommand) return table.update(command.input);
  if (command instanceof PutItemCommand) return table.put(command.input);
  if (command instanceof GetItemCommand) return table.get(command.input);
  if (command instanceof QueryCommand) return table.query(command.input);
  if (command instanceof DeleteItemCommand) return table.delete(command.input);
  throw new TypeError(`The simulated DynamoDB does not know ${command.constructor.name}.`);
}
