import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type {
  AttributeValue,
  DynamoDBClient,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { eventKey } from '../event/event-identity.ts';
import { dayMs, recordLifetimeDays } from '../event/lifetimes.ts';
import type { Clock } from '../runtime/clock.ts';
import type { EventBinding } from '../verification/event-binding.ts';
import type {
  BodySighting,
  CountedRun,
  EventRecords,
  OtherEvent,
  StartedAttempt,
} from './event-records.ts';
import type { SafeError } from './outcome.ts';

type Item = Record<string, AttributeValue>;

/** No run has been counted since this one was. */
const countedByThisRun = 'runId = :run';
const notYetCounted = 'attribute_not_exists(runId) OR runId <> :run';
const bodyIsNewOrThisEvents = 'attribute_not_exists(eventId) OR eventId = :event';

/** Event records in the table `breakwater-<stage>-events`, under sort key `event`. */
export class DynamoDbEventRecords implements EventRecords {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBClient, tableName: string, clock: Clock) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async startAttempt(
    key: string,
    { id, alone }: CountedRun,
    bound: Pick<EventBinding, 'contentSha256' | 'type'> = {},
  ): Promise<StartedAttempt | OtherEvent> {
    const kept = keptForFirst(bound);
    const names = Object.keys(kept);
    const { item } = await this.#update(key, 'event', {
      ConditionExpression: [notYetCounted, ...names.map(isTheFirst)]
        .map((c) => `(${c})`)
        .join(' AND '),
      UpdateExpression:
        ['SET runId = :run, startedAt = :now, expiresAt = :expiry', ...names.map(keep)].join(', ') +
        ' ADD lostAlone :charge',
      ExpressionAttributeValues: {
        ':run': { S: id },
        ':now': { N: String(this.#clock.now()) },
        ':expiry': this.#expiry(),
        ':charge': chargeOf(alone),
        ...Object.fromEntries(names.map((name) => [`:${name}`, { S: kept[name] ?? '' }])),
      },
    });
    const other = names.find((name) => item[name]?.S !== kept[name]);
    if (other !== undefined) return other === contentName ? 'other-content' : 'other-type';
    return {
      attempt: chargedRuns(item) + (alone ? 0 : 1),
      firstFailedAt: readNumber(item['firstFailedAt']),
      firstError: readError(item['firstError']),
      notBefore: readNumber(item['notBefore']),
      refusedSince: readNumber(item['refusedSince']),
      deadLetters: item['deadLetters']?.SS ?? [],
    };
  }

  async giveBackAttempt(
    key: string,
    { id, alone }: CountedRun,
    {
      notBefore,
      refusedSince,
    }: { notBefore: number | undefined; refusedSince?: number | undefined },
  ): Promise<void> {
    const waits = notBefore === undefined ? '' : ', notBefore = :notBefore';
    const ready = notBefore === undefined ? ', notBefore' : '';
    const refused = refusedSince === undefined ? '' : ', refusedSince = :refusedSince';
    await this.#update(key, 'event', {
      ConditionExpression: countedByThisRun,
      UpdateExpression: `SET expiresAt = :expiry${waits}${refused} ADD lostAlone :back REMOVE runId${ready}`,
      ExpressionAttributeValues: {
        ':run': { S: id },
        ':expiry': this.#expiry(),
        ':back': { N: alone ? '-1' : '0' },
        ...(notBefore !== undefined && { ':notBefore': { N: String(notBefore) } }),
        ...(refusedSince !== undefined && { ':refusedSince': { N: String(refusedSince) } }),
      },
    });
  }

  async recordFailure(
    key: string,
    { id }: CountedRun,
    error: SafeError,
    notBefore: number,
  ): Promise<void> {
    await this.#update(key, 'event', {
      ConditionExpression: countedByThisRun,
      UpdateExpression:
        'SET firstFailedAt = if_not_exists(firstFailedAt, :now), ' +
        'firstError = if_not_exists(firstError, :error), lastError = :error, notBefore = :notBefore, expiresAt = :expiry ' +
        'ADD attempts :one REMOVE runId, lostAlone',
      ExpressionAttributeValues: {
        ':run': { S: id },
        ':one': { N: '1' },
        ':now': { N: String(this.#clock.now()) },
        ':error': errorAttribute(error),
        ':notBefore': { N: String(notBefore) },
        ':expiry': this.#expiry(),
      },
    });
  }

  async closeAttempts(key: string, deadLetterId: string): Promise<void> {
    await this.#update(key, 'event', {
      UpdateExpression:
        'SET attempts = :none, expiresAt = :expiry ADD deadLetters :deadLetter ' +
        'REMOVE runId, lostAlone, notBefore, refusedSince, firstFailedAt, firstError, lastError',
      ExpressionAttributeValues: {
        ':none': { N: '0' },
        ':expiry': this.#expiry(),
        ':deadLetter': { SS: [deadLetterId] },
      },
    });
  }

  async openRun(key: string): Promise<{ lostAlone: number } | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#tableName,
        Key: { pk: { S: key }, sk: { S: 'event' } },
        ProjectionExpression: 'runId, lostAlone',
      }),
    );
    if (Item?.['runId'] === undefined) return undefined;
    return { lostAlone: readNumber(Item['lostAlone']) ?? 0 };
  }

  async hasRun(key: string): Promise<boolean> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#tableName,
        Key: { pk: { S: key }, sk: { S: 'event' } },
        ProjectionExpression: 'pk',
      }),
    );
    return Item !== undefined;
  }

  async deadLetters(key: string): Promise<readonly string[]> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#tableName,
        Key: { pk: { S: key }, sk: { S: 'event' } },
        ProjectionExpression: 'deadLetters',
      }),
    );
    return Item?.['deadLetters']?.SS ?? [];
  }

  async recordBody(
    integration: string,
    signedSha256: string,
    eventId: string,
  ): Promise<BodySighting> {
    const { applied, item } = await this.#update(
      eventKey(integration, `sha256:${signedSha256}`),
      'body',
      {
        ConditionExpression: bodyIsNewOrThisEvents,
        UpdateExpression: 'SET eventId = :event, expiresAt = :expiry',
        ExpressionAttributeValues: { ':event': { S: eventId }, ':expiry': this.#expiry() },
      },
    );
    return applied ? { kind: 'first' } : { kind: 'seen', as: item['eventId']?.S ?? '' };
  }

  /** A lost condition is an answer, not an error: `applied` is false and `item` is what stands there. */
  async #update(
    key: string,
    sortKey: 'event' | 'body',
    input: Partial<UpdateItemCommandInput>,
  ): Promise<{ applied: boolean; item: Item }> {
    try {
      const { Attributes } = await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: { pk: { S: key }, sk: { S: sortKey } },
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...input,
        }),
      );
      return { applied: true, item: Attributes ?? {} };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { applied: false, item: error.Item ?? {} };
    }
  }

  #expiry(): AttributeValue {
    return { N: String(Math.ceil((this.#clock.now() + recordLifetimeDays * dayMs) / 1_000)) };
  }
}

/** From when messages were bound to their raw body. */
const contentName = 'bodySha256';

/** What the first delivery of an event writes into its record and any later one must match. Content first. */
function keptForFirst({
  contentSha256,
  type,
}: Pick<EventBinding, 'contentSha256' | 'type'>): Record<string, string> {
  return {
    ...(contentSha256 !== undefined && { [contentName]: contentSha256 }),
    ...(type !== undefined && { boundType: type }),
  };
}

function isTheFirst(name: string): string {
  return `attribute_not_exists(${name}) OR ${name} = :${name}`;
}

function keep(name: string): string {
  return `${name} = :${name}`;
}

/** A run that ends without a word stays charged only where it ran alone. */
function chargeOf(alone: boolean): AttributeValue {
  return { N: alone ? '1' : '0' };
}

/** Runs that count: those that failed, and those in a row since that were lost alone. */
function chargedRuns(item: Item): number {
  return (readNumber(item['attempts']) ?? 0) + (readNumber(item['lostAlone']) ?? 0);
}

function readNumber(value: AttributeValue | undefined): number | undefined {
  return value?.N === undefined ? undefined : Number(value.N);
}

function errorAttribute({ name, message, stack }: SafeError): AttributeValue {
  const parts = { name: { S: name }, message: { S: message } };
  return { M: { ...parts, ...(stack !== undefined && { stack: { S: stack } }) } };
}

function readError(value: AttributeValue | undefined): SafeError | undefined {
  const name = value?.M?.['name']?.S;
  const message = value?.M?.['message']?.S;
  const stack = value?.M?.['stack']?.S;
  if (name === undefined || message === undefined) return undefined;
  return { name, message, ...(stack !== undefined && { stack }) };
}
