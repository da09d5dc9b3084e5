import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** An item that holds one record as JSON and is written only over the revision its writer has seen. */
export interface Revision {
  readonly tableName: string;
  readonly key: Readonly<Item>;
  /** Its `revision` is one above the one it follows, 1 where there was none. */
  readonly record: { readonly revision: number };
  /** Further attributes, for conditions and for people. */
  readonly attributes: Item;
}

export type RevisionWrite =
  { readonly kind: 'written' } | { readonly kind: 'overtaken'; readonly current: Item };

const nobodyWroteYet = 'attribute_not_exists(pk)';
const asItWasSeen = 'revision = :seen';

export async function writeRevision(
  client: DynamoDBClient,
  { tableName, key, record, attributes }: Revision,
  signal?: AbortSignal,
): Promise<RevisionWrite> {
  const options = { ...(signal && { abortSignal: signal }) };
  const { revision } = record;
  const json = JSON.stringify(record);
  const first = revision === 1;
  const item = { ...key, ...attributes, revision: { N: String(revision) }, record: { S: json } };
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: item,
        ConditionExpression: first ? nobodyWroteYet : asItWasSeen,
        ...(!first && { ExpressionAttributeValues: { ':seen': { N: String(revision - 1) } } }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      options,
    );
    return { kind: 'written' };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // Not every endpoint gives the item with the error.
    const current = error.Item ?? (await getItem(client, tableName, key, options)) ?? {};
    // The SDK repeats a write whose response was lost: its condition then fails on our own record.
    return current['record']?.S === json ? { kind: 'written' } : { kind: 'overtaken', current };
  }
}

export async function getItem(
  client: DynamoDBClient,
  tableName: string,
  key: Readonly<Item>,
  options: { readonly abortSignal?: AbortSignal } = {},
): Promise<Item | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: { ...key }, ConsistentRead: true }),
    options,
  );
  return item;
}

export function recordIn<Kept>(item: Item): Kept {
  return JSON.parse(item['record']?.S ?? '') as Kept;
}
