import { PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dayMs, recordLifetimeDays } from '../event/lifetimes.ts';
import type { Clock } from '../runtime/clock.ts';
import { recordIn, writeRevision, type Item } from './revisions.ts';
import type { StepRecord } from './step-record.ts';
import type { EventSteps, StepStore, StepWrite, UndoPlan } from './step-store.ts';

const isStillKept = 'attribute_exists(pk)';
const stepKeyPrefix = 'step#';
const undoKey = 'step-undo';

/**
 * Step records in the table `breakwater-<stage>-events`: partition key is the event's key, sort key
 * `step#<name>`, and `step-undo` for the plan of an event that is being undone.
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
    const old = items.filter((item) => this.#wantsRenewal(item));
    await Promise.all(old.map((item) => this.#renew(item)));
    const undo = items.find((item) => item['sk']?.S === undoKey);
    return {
      records: items.filter((item) => item !== undo).map((item) => recordIn<StepRecord>(item)),
      undo: undo && recordIn<UndoPlan>(undo),
    };
  }

  async write(event: string, next: StepRecord, signal?: AbortSignal): Promise<StepWrite> {
    const revision = {
      tableName: this.#tableName,
      key: { pk: { S: event }, sk: { S: stepKeyPrefix + next.step } },
      record: next,
      attributes: { ...this.#attributes(next), generation: { N: String(next.generation) } },
    };
    const written = await writeRevision(this.#client, revision, signal);
    return written.kind === 'written'
      ? written
      : { kind: 'overtaken', current: recordIn<StepRecord>(written.current) };
  }

  async writeUndo(event: string, plan: UndoPlan, signal?: AbortSignal): Promise<void> {
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#tableName,
        Item: {
          pk: { S: event },
          sk: { S: undoKey },
          ...this.#attributes(plan),
          record: { S: JSON.stringify(plan) },
        },
      }),
      { ...(signal && { abortSignal: signal }) },
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

  /** Written a day ago or more: what an event needs is kept as long as the event comes again. */
  #wantsRenewal(item: Item): boolean {
    return Number(item['expiresAt']?.N ?? 0) < this.#expiresAt() - dayMs / 1_000;
  }

  async #renew({ pk, sk }: Item): Promise<void> {
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

  #attributes({ state, runId }: { state: string; runId: string }): Item {
    return {
      state: { S: state },
      runId: { S: runId },
      expiresAt: { N: String(this.#expiresAt()) },
    };
  }

  /** Seconds since the Unix epoch, as DynamoDB wants it. */
  #expiresAt(): number {
    return Math.ceil((this.#clock.now() + recordLifetimeDays * dayMs) / 1_000);
  }
}
