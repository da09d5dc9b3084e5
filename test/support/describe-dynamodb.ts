import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';

type Item = Record<string, AttributeValue>;

/** What the product relies on of DynamoDB, whoever plays it. The table's keys are `pk` and `sk`. */
export function describeDynamoDb(
  open: () => { readonly client: DynamoDBClient; readonly table: string },
): void {
  const newKey = (sk = 'a'): { pk: AttributeValue; sk: AttributeValue } => ({
    pk: { S: `pk-${randomUUID()}` },
    sk: { S: sk },
  });
  const put = (item: Item, changes: object = {}) =>
    open().client.send(new PutItemCommand({ TableName: open().table, Item: item, ...changes }));
  const update = (key: Item, input: Partial<UpdateItemCommandInput>) =>
    open().client.send(
      new UpdateItemCommand({
        ...{ TableName: open().table, Key: key, ReturnValues: 'ALL_NEW' as const },
        ...input,
      }),
    );
  const get = async (key: Item) =>
    (await open().client.send(new GetItemCommand({ TableName: open().table, Key: key }))).Item;

  /** Whether a condition holds for an item. */
  async function holds(item: Item, condition: string, values?: Item): Promise<boolean> {
    const key = newKey();
    await put({ ...key, ...item });
    return put(
      { ...key, ...item },
      {
        ConditionExpression: condition,
        ExpressionAttributeNames: /#status/.test(condition) ? { '#status': 'status' } : undefined,
        ExpressionAttributeValues: values,
      },
    ).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      },
    );
  }

  /** What an update makes of an item, its key left out. */
  async function made(item: Item, expression: string, values?: Item): Promise<Item> {
    const key = newKey();
    await put({ ...key, ...item });
    const { Attributes = {} } = await update(key, {
      UpdateExpression: expression,
      ExpressionAttributeValues: values,
    });
    expect(await get(key)).toEqual(Attributes);
    const { pk: _pk, sk: _sk, ...rest } = Attributes;
    return rest;
  }

  describe('a condition', () => {
    const item = { n: { N: '10' }, s: { S: 'b' }, tags: { SS: ['x', 'y'] }, status: { S: 'open' } };
    const values = {
      ':nine': { N: '9' },
      ':ten': { N: '10.0' },
      ':a': { S: 'a' },
      ':b': { S: 'b' },
      ':x': { S: 'x' },
      ':z': { S: 'z' },
      ':open': { S: 'open' },
    } as const;
    it.each<[string, boolean, (keyof typeof values)[]]>([
      ['attribute_exists(n)', true, []],
      ['attribute_not_exists(n)', false, []],
      ['attribute_not_exists(absent)', true, []],
      ['n = :ten', true, [':ten']],
      ['n <> :ten', false, [':ten']],
      ['n > :nine', true, [':nine']],
      ['n >= :ten', true, [':ten']],
      ['n < :nine', false, [':nine']],
      ['n <= :ten', true, [':ten']],
      ['s > :a', true, [':a']],
      ['s = :ten', false, [':ten']],
      ['absent < :nine', false, [':nine']],
      ['absent <> :nine', true, [':nine']],
      ['#status = :open', true, [':open']],
      ['contains(tags, :x)', true, [':x']],
      ['NOT contains(tags, :x)', false, [':x']],
      ['contains(absent, :x)', false, [':x']],
      ['begins_with(s, :b)', true, [':b']],
      ['begins_with(s, :a)', false, [':a']],
      ['s BETWEEN :a AND :z', true, [':a', ':z']],
      ['s BETWEEN :x AND :z', false, [':x', ':z']],
      ['s = :a AND n = :ten OR s = :b', true, [':a', ':ten', ':b']],
      ['s = :a AND (n = :ten OR s = :b)', false, [':a', ':ten', ':b']],
      ['s = :b OR n = :nine AND s = :a', true, [':b', ':nine', ':a']],
    ])('%s: %s', async (condition, expected, used) => {
      const given = Object.fromEntries(used.map((name) => [name, values[name]]));
      expect(await holds(item, condition, used.length > 0 ? given : undefined)).toBe(expected);
    });

    it('that fails changes nothing, and shows what stands there if asked to', async () => {
      const key = newKey();
      await put({ ...key, n: { N: '1' } });
      const late = {
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      };
      const error: unknown = await put({ ...key, n: { N: '2' } }, late).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect(error).toMatchObject({ Item: { ...key, n: { N: '1' } } });
      expect(await get(key)).toEqual({ ...key, n: { N: '1' } });
    });

    it('on an item that is not there fails unless it asks for just that', async () => {
      const values = { ':one': { N: '1' } };
      const change = { UpdateExpression: 'SET n = :one', ExpressionAttributeValues: values };
      const key = newKey();
      await expect(update(key, { ...change, ConditionExpression: 'n = :one' })).rejects.toThrow(
        ConditionalCheckFailedException,
      );
      expect(await get(key)).toBeUndefined();
      await update(key, { ...change, ConditionExpression: 'attribute_not_exists(pk)' });
      expect(await get(key)).toEqual({ ...key, n: { N: '1' } });
    });

    it('keeps a deletion from what it does not want deleted', async () => {
      const key = newKey();
      await put({ ...key, n: { N: '1' } });
      const remove = (n: string) =>
        open().client.send(
          new DeleteItemCommand({
            ...{ TableName: open().table, Key: key, ConditionExpression: 'n = :n' },
            ExpressionAttributeValues: { ':n': { N: n } },
          }),
        );
      await expect(remove('2')).rejects.toThrow(ConditionalCheckFailedException);
      await remove('1');
      expect(await get(key)).toBeUndefined();
    });
  });

  describe('an update', () => {
    it.each<[string, Item, Item | undefined, Item]>([
      ['SET a = :one', {}, { ':one': { N: '1' } }, { a: { N: '1' } }],
      ['SET a = :one, b = :one', {}, { ':one': { N: '1' } }, { a: { N: '1' }, b: { N: '1' } }],
      [
        'SET a = if_not_exists(a, :one)',
        { a: { N: '7' } },
        { ':one': { N: '1' } },
        { a: { N: '7' } },
      ],
      ['SET a = if_not_exists(b, :one)', {}, { ':one': { N: '1' } }, { a: { N: '1' } }],
      ['SET a = a + :one', { a: { N: '7' } }, { ':one': { N: '1' } }, { a: { N: '8' } }],
      ['ADD a :one', {}, { ':one': { N: '1' } }, { a: { N: '1' } }],
      ['ADD a :one', { a: { N: '7' } }, { ':one': { N: '-1' } }, { a: { N: '6' } }],
      ['ADD a :set', {}, { ':set': { SS: ['x'] } }, { a: { SS: ['x'] } }],
      ['ADD a :set', { a: { SS: ['x'] } }, { ':set': { SS: ['x'] } }, { a: { SS: ['x'] } }],
      ['DELETE a :set', { a: { SS: ['x', 'y'] } }, { ':set': { SS: ['x'] } }, { a: { SS: ['y'] } }],
      ['DELETE a :set', { a: { SS: ['x'] } }, { ':set': { SS: ['x'] } }, {}],
      [
        'REMOVE a, b',
        { a: { N: '7' }, b: { N: '7' }, c: { N: '7' } },
        undefined,
        { c: { N: '7' } },
      ],
      [
        'SET a = :one ADD b :one REMOVE c',
        { c: { N: '7' } },
        { ':one': { N: '1' } },
        { a: { N: '1' }, b: { N: '1' } },
      ],
    ])('%s of %j with %j makes %j', async (expression, before, values, after) => {
      expect(await made(before, expression, values)).toEqual(after);
    });

    it('makes an item that was not there', async () => {
      const key = newKey();
      const { Attributes } = await update(key, {
        UpdateExpression: 'ADD a :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      });
      expect(Attributes).toEqual({ ...key, a: { N: '1' } });
    });
  });

  describe('a query', () => {
    it('finds what is under a key, by the order of the sort keys, page by page', async () => {
      const { pk } = newKey();
      for (const sk of ['step#b', 'event', 'step#a', 'step-undo', 'step#c']) {
        await put({ pk, sk: { S: sk } });
      }
      const find = async (changes: object) => {
        const { Items = [], LastEvaluatedKey: last } = await open().client.send(
          new QueryCommand({
            ...{ TableName: open().table, KeyConditionExpression: 'pk = :pk' },
            ExpressionAttributeValues: { ':pk': pk },
            ...changes,
          }),
        );
        return { found: Items.map(({ sk }) => sk?.S), last };
      };
      const begins = {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :begin)',
        ExpressionAttributeValues: { ':pk': pk, ':begin': { S: 'step' } },
      };
      expect(await find(begins)).toEqual({
        found: ['step#a', 'step#b', 'step#c', 'step-undo'],
        last: undefined,
      });
      const first = await find({ Limit: 2 });
      expect(first).toEqual({ found: ['event', 'step#a'], last: { pk, sk: { S: 'step#a' } } });
      const second = await find({ Limit: 10, ExclusiveStartKey: first.last });
      expect(second.found).toEqual(['step#b', 'step#c', 'step-undo']);
      expect((await find({ ScanIndexForward: false, Limit: 1 })).found).toEqual(['step-undo']);
    });
  });

  it('reads only what is asked for', async () => {
    const key = newKey();
    await put({ ...key, a: { N: '1' }, b: { N: '2' } });
    const { Item } = await open().client.send(
      new GetItemCommand({ TableName: open().table, Key: key, ProjectionExpression: 'a, absent' }),
    );
    expect(Item).toEqual({ a: { N: '1' } });
  });
}
