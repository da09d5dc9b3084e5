import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { eventKey } from '../event/event-identity.ts';
import { idempotencyId } from '../processor/idempotency-id.ts';
import { storedResult } from '../processor/stored-result.ts';
import type { StepRecord } from '../upstream/step-record.ts';
import type { UndoPlan } from '../upstream/step-store.ts';

/** All that the tables know of one event. */
export interface EventDossier {
  readonly integration: string;
  readonly eventId: string;
  /**
   * `done`: completed. `running`: a run has it now, or died and its lease is not over. `open`: waits,
   * or is a dead letter.
   */
  readonly state: 'done' | 'running' | 'open';
  /** It is done because its integration ignores events of its type: nothing ran. */
  readonly ignored: boolean;
  /** What the handler returned; undefined unless done. */
  readonly result: unknown;
  /** Runs that count since it came, or since it was last dead-lettered or replayed. */
  readonly attempts: number;
  /** When its last run started; milliseconds since the Unix epoch. */
  readonly startedAt: number | undefined;
  /** It waits until then; milliseconds since the Unix epoch. */
  readonly notBefore: number | undefined;
  /** When the lease of its run expires; milliseconds since the Unix epoch. Undefined unless `running`. */
  readonly leaseEndsAt?: number | undefined;
  readonly firstError: string | undefined;
  readonly lastError: string | undefined;
  /** Names of its dead letters in the index. */
  readonly deadLetters: readonly string[];
  readonly steps: readonly StepRecord[];
  readonly undo: UndoPlan | undefined;
}

export interface DossierTables {
  readonly events: string;
  readonly idempotency: string;
}

/**
 * Reads without renewing or changing anything. Undefined where no table knows the event.
 *
 * @param now milliseconds since the Unix epoch
 */
export async function readDossier(
  client: DynamoDBClient,
  tables: DossierTables,
  integration: string,
  eventId: string,
  now: number,
): Promise<EventDossier | undefined> {
  const [once, items] = await Promise.all([
    readOnce(client, tables.idempotency, integration, eventId),
    readItems(client, tables.events, eventKey(integration, eventId)),
  ]);
  if (once === undefined && items.length === 0) return undefined;
  const event = items.find(({ sk }) => sk === 'event') ?? {};
  const status = once?.['status'];
  const leased = isLeased(once, now);
  return {
    integration,
    eventId,
    state: status === 'COMPLETED' ? 'done' : leased ? 'running' : 'open',
    ...(leased && { leaseEndsAt: Number(once?.['in_progress_expiration']) }),
    ignored: once?.['ignored'] === true,
    result: once !== undefined && status === 'COMPLETED' ? storedResult(once) : undefined,
    attempts: numberOf(event['attempts']) + numberOf(event['lostAlone']),
    startedAt: event['startedAt'] as number | undefined,
    notBefore: event['notBefore'] as number | undefined,
    firstError: errorOf(event['firstError']),
    lastError: errorOf(event['lastError']),
    deadLetters: [...((event['deadLetters'] as Set<string> | undefined) ?? [])],
    steps: items.filter(isStep).map(({ record }) => JSON.parse(String(record)) as StepRecord),
    undo: items
      .filter(({ sk }) => sk === 'step-undo')
      .map(({ record }) => JSON.parse(String(record)) as UndoPlan)[0],
  };
}

type Facts = Record<string, unknown>;

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** A run that was killed leaves its mark behind; the lease ends with the time that it had. */
function isLeased(once: Facts | undefined, now: number): boolean {
  return once?.['status'] === 'INPROGRESS' && Number(once['in_progress_expiration']) > now;
}

function isStep({ sk }: Facts): boolean {
  return String(sk).startsWith('step#');
}

function errorOf(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  const { name, message } = error as { name: string; message: string };
  return `${name}: ${message}`;
}

async function readOnce(
  client: DynamoDBClient,
  TableName: string,
  integration: string,
  eventId: string,
): Promise<Facts | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName,
      Key: { id: { S: idempotencyId(integration, eventId) } },
      ConsistentRead: true,
    }),
  );
  return Item && unmarshall(Item);
}

async function readItems(client: DynamoDBClient, TableName: string, pk: string): Promise<Facts[]> {
  const items: Facts[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :event',
        ExpressionAttributeValues: { ':event': { S: pk } },
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    );
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}
