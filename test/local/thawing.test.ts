import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createHash } from 'node:crypto';
import { eventKey } from '../../lambdas/event/event-identity.ts';
import { processBatch } from '../../lambdas/processor/process-batch.ts';
import type { QueueRecord } from '../../lambdas/processor/queue-record.ts';
import type { RunHandler } from '../../lambdas/processor/run-handler.ts';
import type { Clock } from '../../lambdas/runtime/clock.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';
import { processorWorld, queueRecord } from '../support/processor-world.ts';
import type { ProcessorTables } from '../support/processor-world.ts';

const client = localDynamoDb();
let tables: ProcessorTables;
const drops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const idempotency = await createTable(client, 'id');
  const events = await createTable(client, 'pk', 'sk');
  drops.push(idempotency.drop, events.drop);
  tables = { client, idempotency: idempotency.name, events: events.name };
});

afterAll(async () => {
  await Promise.all(drops.map((drop) => drop()));
  client.destroy();
});

/** Only the date is ours: sockets and their timers run on. */
beforeEach(() => {
  jest.useFakeTimers({
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
});
afterEach(() => {
  jest.useRealTimers();
});

/** In a frozen environment no timer fires, so the fence must work by the clock alone. */
const frozenTimers: Clock = { now: () => Date.now(), sleep: () => new Promise(() => undefined) };

const leaseMs = 60_000;

interface Effect {
  readonly by: 'frozen' | 'successor';
  readonly afterThaw: boolean;
}

/**
 * Processes one event in an environment that freezes at its `freezeAt`-th await, before or after what
 * it awaits took place; another environment then takes the event over and completes it; then the
 * first one thaws.
 */
async function freezeAt(
  awaitNumber: number,
  moment: 'before' | 'after',
): Promise<{
  froze: boolean;
  effects: Effect[];
  frozenKept: boolean;
  record: QueueRecord;
  frozenQueueCalls: string[];
}> {
  const record = queueRecord({
    idUnsigned: true,
    body: Buffer.from(`${moment} ${String(awaitNumber)}`),
  });
  const effects: Effect[] = [];
  let awaits = 0;
  let thawed = false;

  const handlerOf =
    (by: Effect['by'], pause: () => Promise<void>): RunHandler =>
    async (_webhook, run) => {
      for (let step = 1; step <= 2; step += 1) {
        await pause();
        run.assertAlive();
        effects.push({ by, afterThaw: by === 'frozen' && thawed });
      }
      await pause();
      return by;
    };

  const successor = processorWorld(
    tables,
    handlerOf('successor', () => Promise.resolve()),
    {
      clock: frozenTimers,
    },
  );
  const freeze = async (): Promise<void> => {
    jest.setSystemTime(Date.now() + leaseMs + 1);
    await processBatch([record], Date.now() + leaseMs, successor.dependencies);
    thawed = true;
  };
  const freezing = async <Result>(action: () => Promise<Result>): Promise<Result> => {
    awaits += 1;
    const now = awaits === awaitNumber;
    if (now && moment === 'before') await freeze();
    const result = await action();
    if (now && moment === 'after') await freeze();
    return result;
  };

  const freezingClient = localDynamoDb();
  freezingClient.middlewareStack.add((next) => (args) => freezing(() => next(args)), {
    step: 'finalizeRequest',
    priority: 'low',
  });
  const frozen = processorWorld(
    { ...tables, client: freezingClient as DynamoDBClient },
    handlerOf('frozen', () => freezing(() => Promise.resolve())),
    { clock: frozenTimers },
  );
  const kept = await processBatch([record], Date.now() + leaseMs, frozen.dependencies);
  freezingClient.destroy();
  return {
    froze: thawed,
    effects,
    frozenKept: kept.length > 0,
    record,
    frozenQueueCalls: [...frozen.queueCalls, ...frozen.deadLetters.map(() => 'dead-letter')],
  };
}

async function storedResult(record: QueueRecord): Promise<unknown> {
  const { eventId } = JSON.parse(record.text) as { eventId: string };
  const key = JSON.stringify(eventKey('orders', eventId));
  const id = `event#${createHash('sha256').update(key).digest('base64')}`;
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: tables.idempotency,
      Key: { id: { S: id } },
      ConsistentRead: true,
    }),
  );
  return { status: Item?.['status']?.S, result: Item?.['data']?.S };
}

describe.each(['before', 'after'] as const)(
  'a run that froze %s what it awaited, and thawed after another took its event over',
  (moment) => {
    it('has no effect, settles nothing and leaves the other run’s record alone, at whichever await it froze', async () => {
      let awaitNumber = 1;
      for (; ; awaitNumber += 1) {
        const { froze, effects, frozenKept, record, frozenQueueCalls } = await freezeAt(
          awaitNumber,
          moment,
        );
        if (!froze) break;
        const where = `froze ${moment} await ${String(awaitNumber)}`;
        expect({ where, effects: effects.filter(({ afterThaw }) => afterThaw) }).toEqual({
          where,
          effects: [],
        });
        const completedFirst = effects.every(({ by }) => by === 'frozen');
        expect({ where, ...((await storedResult(record)) as object) }).toEqual({
          where,
          status: 'COMPLETED',
          result: JSON.stringify(completedFirst ? 'frozen' : 'successor'),
        });
        if (!completedFirst && effects.some(({ by }) => by === 'frozen')) {
          expect({ where, frozenKept, frozenQueueCalls }).toEqual({
            where,
            frozenKept: true,
            frozenQueueCalls: [],
          });
        }
      }
      // lease, count, body sighting, three pauses of the handler, completion, word that events move
      expect(awaitNumber).toBe(9);
    });
  },
);
