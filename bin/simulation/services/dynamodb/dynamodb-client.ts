import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  InternalServerError,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { SimulatedProcess } from '../../simulated-process.ts';
import { simulatedClient, unknownCommand } from '../simulated-client.ts';
import type { SimulatedTable } from './simulated-table.ts';

export type SimulatedTables = Readonly<Record<string, SimulatedTable>>;

export function simulatedDynamoDb(
  process: SimulatedProcess,
  tables: SimulatedTables,
  tries: number,
): DynamoDBClient {
  const tableOf = ({ TableName: name = '' }: { readonly TableName: string | undefined }) => {
    const table = tables[name];
    if (table === undefined) throw new TypeError(`There is no simulated table "${name}".`);
    return table;
  };
  return simulatedClient(DynamoDBClient, process, tries, (command) => {
    if (command instanceof GetItemCommand) return tableOf(command.input).get(command.input);
    if (command instanceof QueryCommand) return tableOf(command.input).query(command.input);
    if (process.hazards.strikes('writeRefused')) throw new InternalServerError(refusal);
    if (command instanceof UpdateItemCommand) return tableOf(command.input).update(command.input);
    if (command instanceof PutItemCommand) return tableOf(command.input).put(command.input);
    if (command instanceof DeleteItemCommand) return tableOf(command.input).delete(command.input);
    throw unknownCommand(command);
  });
}

const refusal = { message: 'Internal server error', $metadata: {} };
