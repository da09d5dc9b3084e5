import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { IdempotencyRecord } from '@aws-lambda-powertools/idempotency/persistence';

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

/**
 * Powertools' DynamoDB persistence with its two unconditional writes fenced. Without this, a run that
 * was frozen past its lease would, when it thaws, delete or complete the record of the run that took
 * the event over. One instance serves one run: it remembers which lease is its own.
 */
export class EventLease extends DynamoDBPersistenceLayer {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  #leaseEnds = 0;

  constructor(client: DynamoDBClient, tableName: string) {
    super({ tableName, awsSdkV3Client: client, ...attributes });
    this.#client = client;
    this.#tableName = tableName;
  }

  protected override async _putRecord(record: IdempotencyRecord): Promise<void> {
    await super._putRecord(record);
    if (record.inProgressExpiryTimestamp === undefined) {
      throw new TypeError('A run without a lease could be repeated beside itself.');
    }
    this.#leaseEnds = record.inProgressExpiryTimestamp;
  }

  protected override async _updateRecord(record: IdempotencyRecord): Promise<void> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: this.getKey(record.idempotencyKey),
          ConditionExpression: stillMine,
          UpdateExpression: 'SET #expiry = :expiry, #status = :status, #data = :result',
          ExpressionAttributeNames: {
            ...names,
            '#expiry': attributes.expiryAttr,
            '#data': attributes.dataAttr,
          },
          ExpressionAttributeValues: {
            ...this.#mine(),
            ...marshall({
              ':expiry': record.expiryTimestamp,
              ':status': record.getStatus(),
              ':result': record.responseData ?? null,
            }),
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const completedByMe =
        error.Item?.[attributes.inProgressExpiryAttr]?.N === String(this.#leaseEnds) &&
        error.Item[attributes.statusAttr]?.S === 'COMPLETED';
      if (!completedByMe) throw new LeaseLostError();
    }
  }

  protected override async _deleteRecord(record: IdempotencyRecord): Promise<void> {
    try {
      await this.#client.send(
        new DeleteItemCommand({
          TableName: this.#tableName,
          Key: this.getKey(record.idempotencyKey),
          ConditionExpression: stillMine,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: this.#mine(),
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  #mine(): Record<string, { S: string } | { N: string }> {
    return { ':inProgress': { S: 'INPROGRESS' }, ':mine': { N: String(this.#leaseEnds) } };
  }
}
