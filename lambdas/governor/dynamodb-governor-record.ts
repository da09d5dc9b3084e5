import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type {
  AttributeValue,
  DynamoDBClient,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { noNotes, type GovernorNotes } from './notes.ts';
import type { GovernorRecord, TakenRecord } from './ports.ts';

const key = { pk: { S: 'governor' }, sk: { S: 'run' } };
const nobodyHasIt = 'attribute_not_exists(leaseOwner) OR leaseEndsAt <= :now';
const stillMine = 'leaseOwner = :owner';

/** One item in the table `breakwater-<stage>-breakers`. */
export class DynamoDbGovernorRecord implements GovernorRecord {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async take(
    owner: string,
    now: number,
    leaseMs: number,
    scheduled: boolean,
  ): Promise<TakenRecord | undefined> {
    const taken = await this.#update({
      // Its own write again, whose answer was lost.
      ConditionExpression: `${nobodyHasIt} OR ${stillMine}`,
      UpdateExpression: `SET leaseOwner = :owner, leaseEndsAt = :endsAt${scheduled ? ', scheduledAt = :now' : ''}`,
      ExpressionAttributeValues: {
        ':owner': { S: owner },
        ':now': { N: String(now) },
        ':endsAt': { N: String(now + leaseMs) },
      },
      ReturnValues: 'ALL_NEW',
    });
    if (taken === undefined) return undefined;
    const notes = taken['notes']?.S;
    const scheduledAt = taken['scheduledAt']?.N;
    return {
      notes: notes === undefined ? noNotes : (JSON.parse(notes) as GovernorNotes),
      scheduledAt: scheduledAt === undefined ? undefined : Number(scheduledAt),
    };
  }

  async save(owner: string, notes: GovernorNotes): Promise<boolean> {
    const saved = await this.#update({
      ConditionExpression: stillMine,
      UpdateExpression: 'SET notes = :notes',
      ExpressionAttributeValues: {
        ':owner': { S: owner },
        ':notes': { S: JSON.stringify(notes) },
      },
    });
    return saved !== undefined;
  }

  async release(owner: string): Promise<void> {
    await this.#update({
      ConditionExpression: stillMine,
      UpdateExpression: 'REMOVE leaseOwner, leaseEndsAt',
      ExpressionAttributeValues: { ':owner': { S: owner } },
    });
  }

  /** @returns undefined where the condition does not hold */
  async #update(
    input: Partial<UpdateItemCommandInput>,
  ): Promise<Record<string, AttributeValue> | undefined> {
    try {
      const { Attributes = {} } = await this.#client.send(
        new UpdateItemCommand({ TableName: this.#tableName, Key: key, ...input }),
      );
      return Attributes;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}
