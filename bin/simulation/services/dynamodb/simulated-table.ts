import {
  ConditionalCheckFailedException,
  type AttributeValue,
  type DeleteItemCommandInput,
  type GetItemCommandInput,
  type GetItemCommandOutput,
  type PutItemCommandInput,
  type PutItemCommandOutput,
  type QueryCommandInput,
  type QueryCommandOutput,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute.ts';
import { conditionExpression } from './condition-expression.ts';
import type { Scope } from './expression-reader.ts';
import { updateExpression } from './update-expression.ts';

/** What the simulated answers leave out: nobody reads it. */
type Answer<Output> = Omit<Output, '$metadata'>;
type Partition = Map<string, Item>;

export interface TableKey {
  readonly partition: string;
  readonly sort?: string;
  /** Sort keys of local secondary indexes, by name. */
  readonly indexes?: Readonly<Record<string, string>>;
}

/**
 * One DynamoDB table. Each operation is one step, as DynamoDB's are. Nothing ever expires: the product
 * relies on no deletion by TTL.
 */
export class SimulatedTable {
  readonly #key: TableKey;
  readonly #partitions = new Map<string, Partition>();

  constructor(key: TableKey) {
    this.#key = key;
  }

  get(input: GetItemCommandInput): Answer<GetItemCommandOutput> {
    const item = this.#find(input.Key ?? {});
    return item === undefined ? {} : { Item: projected(item, input.ProjectionExpression) };
  }

  put(input: PutItemCommandInput): Answer<PutItemCommandOutput> {
    const item = input.Item ?? {};
    this.#check(input, this.#find(item));
    this.#keep(item);
    return {};
  }

  update(input: UpdateItemCommandInput): Answer<UpdateItemCommandOutput> {
    const { Key: key = {}, UpdateExpression: text = '' } = input;
    const before = this.#find(key);
    this.#check(input, before);
    const after = updateExpression(text)(scopeOf(input, before ?? key));
    this.#keep(after);
    return input.ReturnValues === 'ALL_NEW' ? { Attributes: after } : {};
  }

  delete(input: DeleteItemCommandInput): object {
    const key = input.Key ?? {};
    this.#check(input, this.#find(key));
    const partition = this.#partitionOf(key);
    const items = this.#partitions.get(partition);
    items?.delete(this.#sortOf(key));
    if (items?.size === 0) this.#partitions.delete(partition);
    return {};
  }

  query(input: QueryCommandInput): Answer<QueryCommandOutput> {
    const scope = scopeOf(input, undefined);
    const sortKey = this.#sortKeyOf(input.IndexName);
    const items = [...(this.#partitions.get(this.#partitionAsked(input))?.values() ?? [])];
    const holds = conditionExpression(input.KeyConditionExpression ?? '');
    const passes = conditionExpression(
      input.FilterExpression ?? input.KeyConditionExpression ?? '',
    );
    const found = items
      .filter((item) => item[sortKey] !== undefined && holds({ ...scope, item }))
      .sort((one, other) => (keyText(one, sortKey) < keyText(other, sortKey) ? -1 : 1));
    if (input.ScanIndexForward === false) found.reverse();
    const start = input.ExclusiveStartKey;
    const from = start === undefined ? 0 : found.findIndex((item) => this.#isAt(item, start)) + 1;
    const read = found.slice(from, from + (input.Limit ?? Infinity));
    const last = from + read.length < found.length ? read.at(-1) : undefined;
    return {
      Items: read
        .filter((item) => passes({ ...scope, item }))
        .map((item) => projected(item, input.ProjectionExpression)),
      Count: read.length,
      ...(last !== undefined && { LastEvaluatedKey: this.#keyOf(last) }),
    };
  }

  /** All items of a partition, gone: of an event of which nothing can come any more. */
  forget(partition: string): void {
    this.#partitions.delete(partition);
  }

  /** Items as they are, in no particular order. */
  *items(): Generator<Item> {
    for (const items of this.#partitions.values()) yield* items.values();
  }

  #check(input: ConditionalInput, item: Item | undefined): void {
    const { ConditionExpression: text } = input;
    if (text === undefined || conditionExpression(text)(scopeOf(input, item))) return;
    throw new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: {},
      ...(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' &&
        item !== undefined && { Item: { ...item } }),
    });
  }

  #find(key: Item): Item | undefined {
    return this.#partitions.get(this.#partitionOf(key))?.get(this.#sortOf(key));
  }

  #keep(item: Item): void {
    const partition = this.#partitionOf(item);
    const sort = this.#sortOf(item);
    const items = this.#partitions.get(partition);
    if (items !== undefined) items.set(sort, item);
    else this.#partitions.set(partition, new Map([[sort, item]]));
  }

  #partitionOf(item: Item): string {
    return keyText(item, this.#key.partition);
  }

  #sortOf(item: Item): string {
    return this.#key.sort === undefined ? '' : keyText(item, this.#key.sort);
  }

  #sortKeyOf(index: string | undefined): string {
    const sortKey = index === undefined ? this.#key.sort : this.#key.indexes?.[index];
    if (sortKey !== undefined) return sortKey;
    throw new TypeError(`The simulated table has no index "${index ?? ''}".`);
  }

  #keyOf(item: Item): Record<string, AttributeValue> {
    const { partition, sort } = this.#key;
    const names = sort === undefined ? [partition] : [partition, sort];
    return Object.fromEntries(names.map((name) => [name, item[name] as AttributeValue]));
  }

  #isAt(item: Item, key: Item): boolean {
    return this.#sortOf(item) === this.#sortOf(key);
  }

  /** The value that the key condition gives to the partition key. */
  #partitionAsked(input: QueryCommandInput): string {
    const { KeyConditionExpression: text = '', ExpressionAttributeNames: names = {} } = input;
    const [, name = '', value = ''] = /^\s*(#?\w+)\s*=\s*(:\w+)/.exec(text) ?? [];
    const partition = input.ExpressionAttributeValues?.[value]?.S;
    if ((names[name] ?? name) !== this.#key.partition || partition === undefined) {
      throw new SyntaxError(`A query begins with the partition key here; got "${text}".`);
    }
    return partition;
  }
}

interface ConditionalInput {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
}

function scopeOf(
  {
    ExpressionAttributeNames: names = {},
    ExpressionAttributeValues: values = {},
  }: Pick<ConditionalInput, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>,
  item: Item | undefined,
): Scope {
  return { item, names, values };
}

function keyText(item: Item, name: string): string {
  const text = item[name]?.S;
  if (text === undefined) throw new TypeError(`The key attribute "${name}" is missing.`);
  return text;
}

function projected(item: Item, expression: string | undefined): Record<string, AttributeValue> {
  if (expression === undefined) return { ...item };
  const names = expression.split(',').map((name) => name.trim());
  return Object.fromEntries(
    names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])),
  );
}
