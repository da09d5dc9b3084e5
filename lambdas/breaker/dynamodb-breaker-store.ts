import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AnnouncementMarks } from './announcement-marks.ts';
import { circuitAttributes, circuitKey, snapshotIn } from './breaker-item.ts';
import type { BreakerStore } from './breaker-store.ts';
import { clauseExpression } from './clause-expression.ts';
import { isOwn, type ConditionalWrite, type WriteResult } from './conditional-write.ts';
import type { Snapshot } from './snapshot.ts';

/** Circuits in the table `breakwater-<stage>-breakers`, one item each. */
export class DynamoDbBreakerStore implements BreakerStore, AnnouncementMarks {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  /** @param client with short timeouts: no call to an upstream should wait long for its breaker */
  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  /** Eventually consistent, at half the price: whatever is decided on it is checked when it is written. */
  read(circuit: string): Promise<Snapshot> {
    return this.#read(circuit, false);
  }

  async write(circuit: string, write: ConditionalWrite): Promise<WriteResult> {
    const expressions = write.clauses.map(clauseExpression);
    const attributes = circuitAttributes(write.facts);
    const names = Object.keys(attributes);
    try {
      const { Attributes } = await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: circuitKey(circuit),
          ConditionExpression: expressions.map(({ text }) => text).join(' AND '),
          UpdateExpression: `SET ${names.map((name) => `#${name} = :next_${name}`).join(', ')}`,
          ExpressionAttributeNames: Object.assign(
            {},
            ...expressions.map((expression) => expression.names),
            ...names.map((name) => ({ [`#${name}`]: name })),
          ),
          ExpressionAttributeValues: Object.assign(
            {},
            ...expressions.map(({ values }) => values),
            ...names.map((name) => ({ [`:next_${name}`]: attributes[name] })),
          ),
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { kind: 'won', snapshot: snapshotIn(Attributes) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // Absent where the endpoint does not return it, and where there is no item yet.
      const snapshot =
        error.Item === undefined ? await this.#read(circuit, true) : snapshotIn(error.Item);
      return { kind: isOwn(snapshot, write) ? 'won' : 'lost', snapshot };
    }
  }

  async throttle(circuit: string, until: number): Promise<void> {
    await this.#client
      .send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: circuitKey(circuit),
          ConditionExpression: 'attribute_not_exists(throttledUntil) OR throttledUntil < :until',
          UpdateExpression: 'SET throttledUntil = :until',
          ExpressionAttributeValues: { ':until': { N: String(Math.ceil(until)) } },
        }),
      )
      .catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
  }

  async setDraining(circuit: string, until: number | undefined): Promise<void> {
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#tableName,
        Key: circuitKey(circuit),
        ...(until === undefined
          ? { UpdateExpression: 'REMOVE drainingUntil' }
          : {
              UpdateExpression: 'SET drainingUntil = :until',
              ExpressionAttributeValues: { ':until': { N: String(Math.ceil(until)) } },
            }),
      }),
    );
  }

  async markAnnounced(circuit: string, epoch: number, after: number | 'any'): Promise<void> {
    const none = 'attribute_not_exists(announcedEpoch)';
    await this.#client
      .send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: circuitKey(circuit),
          UpdateExpression: 'SET announcedEpoch = :epoch',
          ...(after !== 'any' && {
            ConditionExpression: after === 0 ? none : 'announcedEpoch = :after',
          }),
          ExpressionAttributeValues: {
            ':epoch': { N: String(epoch) },
            ...(after !== 'any' && after !== 0 && { ':after': { N: String(after) } }),
          },
        }),
      )
      .catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
  }

  async #read(circuit: string, consistent: boolean): Promise<Snapshot> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#tableName,
        Key: circuitKey(circuit),
        ConsistentRead: consistent,
      }),
    );
    return snapshotIn(Item);
  }
}
