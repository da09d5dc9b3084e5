import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PermanentError, RetryLaterError } from '../../lambdas/contract/errors.ts';
import { lookAtQueue } from '../../lambdas/governor/look-at-queue.ts';
import { QueueWatches } from '../../lambdas/governor/queue-watches.ts';
import { ParkError } from '../../lambdas/processor/event-errors.ts';
import { processBatch } from '../../lambdas/processor/process-batch.ts';
import type { QueueRecord } from '../../lambdas/processor/queue-record.ts';
import { DynamoDbWaitingIndex } from '../../lambdas/waiting/dynamodb-waiting-index.ts';
import type { Wait } from '../../lambdas/waiting/waiting-event.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';
import { processorWorld, queueRecord, type ProcessorTables } from '../support/processor-world.ts';

const client = localDynamoDb();
let tables: ProcessorTables;
let index: DynamoDbWaitingIndex;
const drops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const idempotency = await createTable(client, 'id');
  const events = await createTable(client, 'pk', 'sk');
  drops.push(idempotency.drop, events.drop);
  tables = { client, idempotency: idempotency.name, events: events.name };
  index = new DynamoDbWaitingIndex(client, events.name);
});

afterAll(async () => {
  await Promise.all(drops.map((drop) => drop()));
  client.destroy();
});

/** @param minutesOn how long after now the record is received */
async function process(
  record: QueueRecord,
  handle: () => Promise<unknown>,
  minutesOn = 0,
): Promise<void> {
  const clock = fakeClock(Date.now() + minutesOn * 60_000);
  const { dependencies } = processorWorld(tables, handle, { clock });
  await processBatch([record], clock.now() + 60_000, dependencies);
}

async function waiting(record: QueueRecord) {
  const { events } = await index.oldest('orders');
  return events.find(({ messageId }) => messageId === record.messageId);
}

const fail = () => Promise.reject(new Error('not today'));

describe('the waiting index', () => {
  it('knows nothing of an event that is done at its first receive', async () => {
    const record = queueRecord();
    await process(record, () => Promise.resolve({}));
    expect(await waiting(record)).toBeUndefined();
  });

  it('has an event that failed, with its age, until a later run of it is done', async () => {
    const record = { ...queueRecord(), sentAt: Date.now() - 5_000 };
    await process(record, fail);
    expect(await waiting(record)).toMatchObject({
      eventId: expect.stringMatching(/^evt-/),
      sentAt: record.sentAt,
      dueSince: record.sentAt,
    });
    await process({ ...record, receiveCount: 2 }, () => Promise.resolve({}), 2);
    expect(await waiting(record)).toBeUndefined();
  });

  it('lets a dead letter go', async () => {
    const record = queueRecord();
    await process(record, fail);
    await process(
      { ...record, receiveCount: 2 },
      () => Promise.reject(new PermanentError('no')),
      2,
    );
    expect(await waiting(record)).toBeUndefined();
  });

  it('does not count a wait that the handler asked for, and keeps that through later failures', async () => {
    const record = queueRecord();
    const later = new RetryLaterError('closed at night', { retryAfterSeconds: 3_600 });
    await process(record, () => Promise.reject(later));
    const asked = await waiting(record);
    expect(asked?.dueSince).toBeGreaterThan(Date.now() + 3_500_000);
    expect(asked?.dueSince).toBe(asked?.comesBackAt);

    const store = new ParkError('StoreUnavailable', 'the bucket', Date.now() + 30_000);
    await process({ ...record, receiveCount: 2 }, () => Promise.reject(store), 61);
    expect((await waiting(record))?.dueSince).toBe(asked?.dueSince);
  });

  it('counts a wait for a store of ours in full, however often it comes', async () => {
    const record = queueRecord();
    const store = new ParkError('StoreUnavailable', 'the bucket', Date.now() + 30_000);
    await process(record, () => Promise.reject(store));
    await process({ ...record, receiveCount: 2 }, () => Promise.reject(store), 2);
    expect((await waiting(record))?.dueSince).toBe(record.sentAt);
  });

  it('keeps the end of a wait that was asked for where the queue cannot hide it so long', async () => {
    const record = queueRecord();
    const later = new RetryLaterError('closed over Sunday', { retryAfterSeconds: 24 * 3_600 });
    await process(record, () => Promise.reject(later));
    const asked = await waiting(record);
    await process({ ...record, receiveCount: 2 }, fail, 12 * 60);
    expect((await waiting(record))?.dueSince).toBe(asked?.dueSince);
  });

  it('has a message of a version that this code cannot read', async () => {
    const record = { ...queueRecord(), text: '{"version":99}' };
    await process(record, fail);
    expect(await waiting(record)).toMatchObject({ eventId: '', sentAt: record.sentAt });
  });

  it('finds the oldest of many, and says when there are more', async () => {
    const many = `many-${randomUUID()}`;
    const now = Date.now();
    const wait = (age: number): Wait => ({
      messageId: randomUUID(),
      sentAt: now - age,
      eventId: `evt-${age}`,
      comesBackAt: now,
      onPurpose: false,
    });
    await Promise.all(Array.from({ length: 400 }, (_, age) => index.wait(many, wait(age))));
    const { events, complete } = await index.oldest(many);
    expect(complete).toBe(false);
    expect(Math.min(...events.map(({ sentAt }) => sentAt))).toBe(now - 399);
    for (const event of events) await index.left(many, event);
    expect((await index.oldest(many)).events).toHaveLength(100);
  });
});

describe('a processor', () => {
  it('tells now and then that events leave the queue, and how long the slowest had waited', async () => {
    const { dependencies } = processorWorld(tables, () => Promise.resolve({}));
    const late = { ...queueRecord(), sentAt: Date.now() - 90_000 };
    await processBatch([late, queueRecord()], Date.now() + 60_000, dependencies);
    const told = await index.progress('orders');
    expect(told?.waitedMs).toBeGreaterThanOrEqual(90_000);
    await processBatch([queueRecord()], Date.now() + 60_000, dependencies);
    expect(await index.progress('orders')).toEqual(told);
  });
});

describe('a look at a queue', () => {
  it('remembers what the next one must know, and takes out of the index what is gone', async () => {
    const dependencies = { index, watches: new QueueWatches(client, tables.events) };
    const integration = `gone-${randomUUID()}`;
    const now = Date.now();
    const gone = { messageId: randomUUID(), sentAt: now - 60_000, eventId: 'evt' };
    await index.wait(integration, { ...gone, comesBackAt: now, onPurpose: false });

    const look = (minute: number, inFlight: number) =>
      lookAtQueue(
        integration,
        { now: now + minute * 60_000, visible: 0, inFlight, held: false },
        dependencies,
      );
    expect(await look(1, 1)).toMatchObject({ oldestSeconds: 120, overdueSeconds: 120 });
    expect(await look(2, 0)).toMatchObject({ oldestSeconds: 0 });
    expect((await index.oldest(integration)).events).toHaveLength(1);
    await look(3, 0);
    expect((await index.oldest(integration)).events).toEqual([]);
  });
});
