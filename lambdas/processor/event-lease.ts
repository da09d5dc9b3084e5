import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { IdempotencyItemAlreadyExistsError } from '@aws-lambda-powertools/idempotency';
import { ignoredData } from '../ignored/dynamodb-ignored-events.ts';
import type { IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';
import { resultVersion } from './stored-result.ts';

/** The lease was taken over: the record belongs to another run now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  constructor() {
    super('Another run owns the idempotency record of this event now; nothing was written to it.');
  }
}

const stillMine = '#status = :inProgress AND #lease = :mine';
/** Powertools' own names, spelt out because the conditions here rely on them. */
const attributes = {
  statusAttr: 'status',
  inProgressExpiryAttr: 'in_progress_expiration',
  expiryAttr: 'expiration',
  dataAttr: 'data',
} as const;
const names = { '#status': attributes.statusAttr, '#lease': attributes.inProgressExpiryAttr };

export type Insist = (write: (signal: AbortSignal) => Promise<void>) => Promise<void>;

/**
 * Powertools' DynamoDB persistence with its two unconditional writes fenced. Without this, a run that
 * was frozen past its lease would, when it thaws, delete or complete the record of the run that took
 * the event over. One instance serves one run: it remembers which lease is its own.
 */
export class EventLease extends DynamoDBPersistenceLayer {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #insist: Insist;
  #leaseEnds = 0;

  /** @param insist repeats a write until it succeeds: if it is lost, a done event runs again */
  constructor(client: DynamoDBClient, tableName: string, insist: Insist) {
    super({ tableName, awsSdkV3Client: client, ...attributes });
    this.#client = client;
    this.#tableName = tableName;
    this.#insist = insist;
  }

  protected override async _putRecord(record: IdempotencyRecord): Promise<void> {
    try {
      await super._putRecord(record);
    } catch (error) {
      if (!(await this.#forgetIgnored(record, error))) throw error;
      await super._putRecord(record);
    }
    if (record.inProgressExpiryTimestamp === undefined) {
      throw new TypeError('A run without a lease could be repeated beside itself.');
    }
    this.#leaseEnds = record.inProgressExpiryTimestamp;
  }

  /** Takes over the record of an ignored event that is delivered again after its type was listed: it has never run. */
  async #forgetIgnored(record: IdempotencyRecord, error: unknown): Promise<boolean> {
    if (!(error instanceof IdempotencyItemAlreadyExistsError)) return false;
    if (error.existingRecord?.responseData !== ignoredData) return false;
    try {
      await this.#client.send(
        new DeleteItemCommand({
          TableName: this.#tableName,
          Key: this.getKey(record.idempotencyKey),
          ConditionExpression: 'ignored = :yes',
          ExpressionAttributeValues: { ':yes': { BOOL: true } },
        }),
      );
      return true;
    } catch (refusal) {
      if (refusal instanceof ConditionalCheckFailedException) return false;
      throw refusal;
    }
  }

  protected override async _updateRecord(record: IdempotencyRecord): Promise<void> {
    let isLost = false;
    await this.#insist(async (signal) => {
      isLost = !(await this.#complete(record, signal));
    });
    if (isLost) throw new LeaseLostError();
  }

  /** @returns false if the record now belongs to another run */
  async #complete(record: IdempotencyRecord, abortSignal: AbortSignal): Promise<boolean> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: this.getKey(record.idempotencyKey),
          ConditionExpression: stillMine,
          UpdateExpression:
            'SET #expiry = :expiry, #status = :status, #data = :result, dataVersion = :version',
          ExpressionAttributeNames: {
            ...names,
            '#expiry': attributes.expiryAttr,
            '#data': attributes.dataAttr,
          },
          ExpressionAttributeValues: {
            ...this.#mine(),
            ':expiry': { N: String(record.expiryTimestamp) },
            ':status': { S: record.getStatus() },
            ':result': { S: String(record.responseData) },
            ':version': { N: String(resultVersion) },
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
        { abortSignal },
      );
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return (
        error.Item?.[attributes.inProgressExpiryAttr]?.N === String(this.#leaseEnds) &&
        error.Item[attributes.statusAttr]?.S === 'COMPLETED'
      );
    }
  }

  protected override async _deleteRecord(record: IdempotencyRecord): Promise<void> {
    await this.#insist((signal) => this.#delete(record, signal));
  }

  async #delete(record: IdempotencyRecord, abortSignal: AbortSignal): Promise<void> {
    try {
      await this.#client.send(
        new DeleteItemCommand({
          TableName: this.#tableName,
          Key: this.getKey(record.idempotencyKey),
          ConditionExpression: stillMine,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: this.#mine(),
        }),
        { abortSignal },
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  #mine(): Record<string, { S: string } | { N: string }> {
    return { ':inProgress': { S: 'INPROGRESS' }, ':mine': { N: String(this.#leaseEnds) } };
  }
}
