import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { addedAttributes, slotExpiry, slotIn, slotKey, slotPartition } from './slot-item.ts';
import type { SlotStore } from './slot-store.ts';
import type { Report, Slot } from './slot.ts';

/** Slots in the table `breakwater-<stage>-breakers`, one item each, beside the circuits. */
export class DynamoDbSlotStore implements SlotStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  /** @param client with short timeouts: no call to an upstream should wait long for what others saw */
  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async add(circuit: string, epoch: number, index: number, report: Report): Promise<void> {
    const added = addedAttributes(report);
    const names = Object.keys(added);
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#tableName,
        Key: slotKey(circuit, epoch, index),
        UpdateExpression:
          `ADD ${names.map((name) => `#${name} :${name}`).join(', ')} ` +
          'SET expiresAt = :expiresAt',
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(Object.entries(added).map(([name, value]) => [`:${name}`, value])),
          ':expiresAt': slotExpiry(index),
        },
      }),
    );
  }

  /** Eventually consistent, at half the price: a report that is missed is seen a moment later. */
  async newest(circuit: string, limit: number): Promise<readonly Slot[]> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': slotPartition(circuit) },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return Items.map(slotIn);
  }
}
