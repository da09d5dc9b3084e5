import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defineIntegration } from '../../lambdas/contract/define-integration.ts';
import {
  DynamoDbIgnoredEvents,
  readIgnored,
} from '../../lambdas/ignored/dynamodb-ignored-events.ts';
import { readDossier } from '../../lambdas/operations/event-dossier.ts';
import { refuseEvent } from '../../lambdas/operations/refuse-event.ts';
import { processBatch } from '../../lambdas/processor/process-batch.ts';
import { runHandle } from '../../lambdas/processor/run-handler.ts';
import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import { DynamoDbStepStore } from '../../lambdas/upstream/dynamodb-step-store.ts';
import { callDependencies } from '../support/call-dependencies.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';
import { processorWorld, queueRecord, type ProcessorTables } from '../support/processor-world.ts';

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

/** A processor of an integration that lists `wanted.*`, unless the test says otherwise. */
function filtering(types: readonly string[] = ['wanted.*'], changes: object = {}) {
  let runs = 0;
  const points: [string, number][] = [];
  const world = processorWorld(
    tables,
    () => {
      runs += 1;
      return Promise.resolve(null);
    },
    {
      eventTypes: { types, ignored: new DynamoDbIgnoredEvents(client, tables, systemClock) },
      metrics: { add: (name, value) => void points.push([name, value]), flush: () => undefined },
      ...changes,
    },
  );
  const process = (...records: Parameters<typeof processBatch>[0]) =>
    processBatch(records, Date.now() + 60_000, world.dependencies);
  return { world, process, points, runs: () => runs };
}
const eventOf = (type: string, changes: object = {}) => {
  const eventId = `evt-${randomUUID()}`;
  return { eventId, record: queueRecord({ eventId, type, ...changes }) };
};

describe('an event whose type its integration does not list', () => {
  it('completes as ignored: nothing runs, no attempt is used up, and its payload is not read', async () => {
    const { world, process, points, runs } = filtering();
    const { eventId, record } = eventOf('other', { body: Buffer.from('{') });
    expect(await process(record)).toEqual([]);
    expect(runs()).toBe(0);
    expect(world.lines).toMatchObject([
      {
        level: 'info',
        message: 'Event done',
        fields: { outcome: 'done', ignored: true, type: 'other' },
      },
    ]);
    expect(world.lines[0]?.fields['attempt']).toBeUndefined();
    expect({ points, letters: world.deadLetters }).toEqual({
      points: [['Ignored', 1]],
      letters: [],
    });
    const dossier = await readDossier(client, tables, 'orders', eventId, Date.now());
    expect(dossier).toMatchObject({
      state: 'done',
      ignored: true,
      attempts: 0,
      startedAt: undefined,
    });
  });

  it('is a duplicate when it is delivered again, and counts once', async () => {
    const { world, process, points } = filtering();
    const { record } = eventOf('other');
    await process(record);
    await process(record);
    expect(world.lines.map(({ fields }) => fields['duplicate'])).toEqual([false, true]);
    expect(points).toEqual([
      ['Ignored', 1],
      ['Duplicates', 1],
    ]);
  });

  it('runs once its type is listed and its provider sends it again, and only once', async () => {
    const { eventId, record } = eventOf('later.wanted');
    await filtering().process(record);
    const wider = filtering(['wanted.*', 'later.*']);
    await wider.process(record);
    await wider.process(record);
    expect(wider.runs()).toBe(1);
    const dossier = await readDossier(client, tables, 'orders', eventId, Date.now());
    expect(dossier).toMatchObject({ state: 'done', ignored: false });
  });

  it('stays done if it ran before its type was removed from the list', async () => {
    const { record } = eventOf('wanted.before');
    await filtering().process(record);
    const narrower = filtering(['another']);
    expect(await narrower.process(record)).toEqual([]);
    expect(narrower.runs()).toBe(0);
  });

  it.each([
    ['unknown', ['wanted.*'], 0],
    ['unknown', ['unknown'], 1],
    ['unknown', ['*'], 1],
    ['wanted.now', ['wanted.*'], 1],
  ])('%s with the list %j: it runs %i times', async (type, types, runs) => {
    const filter = filtering(types);
    await filter.process(eventOf(type).record);
    expect(filter.runs()).toBe(runs);
  });

  it('is recognized by its body if its id is unsigned, so it cannot be replayed under a listed type', async () => {
    const body = Buffer.from(randomUUID());
    const { process, runs, world } = filtering(undefined, { replaySuspected: 'refuse' });
    await process(eventOf('other', { idUnsigned: true, body }).record);
    await process(eventOf('wanted.now', { idUnsigned: true, body }).record);
    expect(runs()).toBe(0);
    expect(world.deadLetters).toMatchObject([{ note: { reason: 'replay-suspected' } }]);
  });

  it('waits without using up an attempt while the table does not answer', async () => {
    const broken = {
      mark: () => Promise.reject(new Error('down')),
      count: () => Promise.resolve(),
    };
    const { process, world } = filtering(undefined, {
      eventTypes: { types: ['wanted.*'], ignored: broken },
    });
    const { record } = eventOf('other');
    expect(await process(record)).toEqual([record.messageId]);
    expect(world.lines.at(-1)?.fields).toMatchObject({
      outcome: 'park',
      errorName: 'StoreUnavailable',
    });
  });

  it('is counted by type for `status`, one write for each type of a batch', async () => {
    const { process, world } = filtering(undefined, { integration: 'counted' });
    const records = ['a', 'b', 'a'].map((type) => eventOf(type).record);
    await process(...records);
    expect(world.lines).toHaveLength(3);
    expect(await readIgnored(client, tables.events, 'counted', Date.now())).toEqual([
      { type: 'a', count: 2 },
      { type: 'b', count: 1 },
    ]);
  });

  it('has its steps undone if an operator refused it, and is ignored only after that', async () => {
    const steps = new DynamoDbStepStore(client, tables.events, systemClock);
    const integration = defineIntegration({
      ...{ name: 'orders', provider: 'generic-hmac', types: ['wanted.*'] },
      handle: () => Promise.reject(new Error('fails')),
    });
    const { eventId, record } = eventOf('other');
    const calls = callDependencies({ steps });
    const failing = processorWorld(tables, () => Promise.reject(new Error('fails')), {
      random: () => 0,
    });
    await processBatch([record], Date.now() + 60_000, failing.dependencies);
    await refuseEvent({ integration: 'orders', eventId }, { id: 'o', by: 'ada', why: 'no' }, steps);
    const { process, world } = filtering(undefined, { runHandler: runHandle(integration, calls) });
    await process(record);
    expect(world.deadLetters).toMatchObject([{ note: { reason: 'handler-permanent' } }]);
  });

  it('that has failed before is ignored once its type is no longer listed', async () => {
    const integration = defineIntegration({
      ...{ name: 'orders', provider: 'generic-hmac', types: ['wanted.*'] },
      handle: () => Promise.reject(new Error('never runs')),
    });
    const { record } = eventOf('other');
    const failing = processorWorld(tables, () => Promise.reject(new Error('fails')), {
      random: () => 0,
    });
    await processBatch([record], Date.now() + 60_000, failing.dependencies);
    const { process, world } = filtering(undefined, {
      runHandler: runHandle(integration, callDependencies()),
    });
    expect(await process(record)).toEqual([]);
    expect(world.lines.at(-1)?.fields).toMatchObject({ outcome: 'done', ignored: true });
  });
});
