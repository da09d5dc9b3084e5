import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dayMs, recordLifetimeDays } from '../event/lifetimes.ts';
import type { Clock } from '../runtime/clock.ts';
import type { StepRecord } from './step-record.ts';
import type { EventSteps, StepStore, StepWrite, UndoPlan } from './step-store.ts';

type Item = Record<string, AttributeValue>;

const nobodyWroteYet = 'attribute_not_exists(pk)';
const asItWasSeen = 'revision = :seen';
const isStillKept = 'attribute_exists(pk)';

const stepKeyPrefix = 'step#';
const undoKey = 'step-undo';

/**
 * Step records in the table `breakwater-<stage>-events`: partition key is the event's key, sort key
 * `step#<name>`, and `step-undo` for the plan of an event that is being undone. What a condition or a
 * person looks at is an attribute of its own; the whole record is JSON in `record`.
 */
export class DynamoDbStepStore implements StepStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBClient, tableName: string, clock: Clock) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async read(event: string): Promise<EventSteps> {
    const items = await this.#query(event);
    await Promise.all(
      items.filter((item) => this.#wantsRenewal(item)).map((it) => this.#renew(it)),
    );
    const undo = items.find((item) => item['sk']?.S === undoKey);
    return {
      records: items.filter((item) => item !== undo).map((item) => recordOf<StepRecord>(item)),
      undo: undo && recordOf<UndoPlan>(undo),
    };
  }

  async write(event: string, next: StepRecord): Promise<StepWrite> {
    const record = JSON.stringify(next);
    const first = next.revision === 1;
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: {
            ...this.#item(event, stepKeyPrefix + next.step, record, next),
            revision: { N: String(next.revision) },
            generation: { N: String(next.generation) },
          },
          ConditionExpression: first ? nobodyWroteYet : asItWasSeen,
          ...(!first && {
            ExpressionAttributeValues: { ':seen': { N: String(next.revision - 1) } },
          }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { kind: 'written' };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // Not every endpoint gives the item with the error.
      const item = error.Item ?? (await this.#get(event, next.step));
      // The SDK repeats a write whose response was lost: then the condition fails on our own record.
      if (item['record']?.S === record) return { kind: 'written' };
      return { kind: 'overtaken', current: recordOf<StepRecord>(item) };
    }
  }

  async writeUndo(event: string, plan: UndoPlan): Promise<void> {
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#tableName,
        Item: this.#item(event, undoKey, JSON.stringify(plan), plan),
      }),
    );
  }

  async #query(event: string): Promise<Item[]> {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          KeyConditionExpression: 'pk = :event AND begins_with(sk, :steps)',
          ExpressionAttributeValues: { ':event': { S: event }, ':steps': { S: 'step' } },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  async #get(event: string, step: string): Promise<Item> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#tableName,
        Key: { pk: { S: event }, sk: { S: stepKeyPrefix + step } },
        ConsistentRead: true,
      }),
    );
    if (Item === undefined) throw new TypeError(`The record of step ${step} of ${event} is gone.`);
    return Item;
  }

  #wantsRenewal(item: Item): boolean {
    return Number(item['expiresAt']?.N ?? 0) < this.#expiresAt() - dayMs / 1_000;
  }

  async #renew(item: Item): Promise<void> {
    const { pk, sk } = item;
    if (pk === undefined || sk === undefined) return;
    await this.#client.send(
      new UpdateItemCommand({
        TableName: this.#tableName,
        Key: { pk, sk },
        ConditionExpression: isStillKept,
        UpdateExpression: 'SET expiresAt = :later',
        ExpressionAttributeValues: { ':later': { N: String(this.#expiresAt()) } },
      }),
    );
  }

  #item(
    event: string,
    sortKey: string,
    record: string,
    of: { state: string; runId: string },
  ): Item {
    return {
      pk: { S: event },
      sk: { S: sortKey },
      state: { S: of.state },
      runId: { S: of.runId },
      record: { S: record },
      expiresAt: { N: String(this.#expiresAt()) },
    };
  }

  /** Seconds since the Unix epoch, as DynamoDB wants it. */
  #expiresAt(): number {
    return Math.ceil((this.#clock.now() + recordLifetimeDays * dayMs) / 1_000);
  }
}

function recordOf<Kept>(item: Item): Kept {
  return JSON.parse(item['record']?.S ?? '') as Kept;
}
