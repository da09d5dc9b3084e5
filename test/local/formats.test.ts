import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { encodeMessage, decodeMessage } from '../../lambdas/event/webhook-message.ts';
import { readDossier } from '../../lambdas/operations/event-dossier.ts';
import { entryOfLetter } from '../../lambdas/operations/letter-entry.ts';
import { processBatch } from '../../lambdas/processor/process-batch.ts';
import { systemClock } from '../../lambdas/runtime/system-clock.ts';
import { DynamoDbStepStore } from '../../lambdas/upstream/dynamodb-step-store.ts';
import { DynamoDbWaitingIndex } from '../../lambdas/waiting/dynamodb-waiting-index.ts';
import {
  deadLetterWorld,
  integration,
  type DeadLetterWorld,
} from '../support/dead-letter-world.ts';
import { processorWorld, queueRecord } from '../support/processor-world.ts';
import { webhook } from '../support/webhook.ts';

/*
 * What versions 1 and 2 have written into queues and tables, as it stood there (but that idempotency records end
 * far ahead, and the lease of the run that was cut off long ago). Events wait for weeks: whatever is deployed in between has to read
 * this. A format that changes gets a folder of its own beside this one; no folder is ever changed.
 */
const folder = new URL('formats/', import.meta.url);
const read = (file: string, version = 1): string =>
  readFileSync(new URL(`${version}/${file}`, folder), 'utf8');
const json = <Value>(file: string, version = 1): Value => JSON.parse(read(file, version)) as Value;

type Item = Record<string, AttributeValue>;

let world: DeadLetterWorld;
beforeAll(async () => {
  world = await deadLetterWorld();
  const { client, events, idempotency } = world.tables;
  for (const [TableName, file, version] of [
    [events, 'event-table.json', 1],
    [idempotency, 'idempotency-table.json', 1],
    [events, 'event-table.json', 2],
    [idempotency, 'idempotency-table.json', 2],
  ] as const) {
    for (const written of json<Item[]>(file, version)) {
      // JSON has no sets.
      const Item = Object.fromEntries(
        Object.entries(written).map(([name, value]) => [
          name,
          value.SS === undefined ? value : { SS: [...value.SS] },
        ]),
      );
      await client.send(new PutItemCommand({ TableName, Item }));
    }
  }
});
afterAll(() => world.remove());

const sent = (eventId: string, changes: Partial<Parameters<typeof webhook>[0]> = {}) =>
  webhook({ eventId, headers: { 'user-agent': 'Stripe/1.0' }, ...changes });
const text = sent('evt_text', { body: Buffer.from('{"text":"Grüße 🎉\\u0000"}') });
const bytes = sent('evt_bytes', {
  contentType: 'application/octet-stream',
  body: Buffer.from([0, 255, 254, 128]),
});
const reference = {
  bucket: 'breakwater-prod-bodies-1-eu',
  key: 'orders/2026-01-02/big',
  sha256: 'ab'.repeat(32),
  bytes: 3_000_000,
};

describe('a queue message of version 1', () => {
  it.each([
    ['message-text.json', text, text.body],
    ['message-bytes.json', bytes, bytes.body],
    ['message-reference.json', sent('evt_reference'), reference],
  ])('is read: %s', (file, { body: _body, ...head }, body) => {
    expect(decodeMessage(read(file))).toEqual({ kind: 'message', head, body });
  });

  it.each([
    ['message-text.json', encodeMessage(text)],
    ['message-bytes.json', encodeMessage(bytes)],
    ['message-reference.json', encodeMessage(sent('evt_reference'), reference)],
  ])('is still what is written, or a newer format needs its own folder: %s', (file, written) => {
    expect(written).toBe(read(file));
  });
});

describe('a dead letter of version 1', () => {
  const { Body: letterText, MessageAttributes: attributes } = json<{
    Body: string;
    MessageAttributes: Record<string, { StringValue: string }>;
  }>('dead-letter.json');

  it('is read from its message attributes', () => {
    const received = { messageId: 'm', receiptHandle: 'r', text: letterText, attributes };
    const entry = entryOfLetter(
      integration,
      { ...received, enteredAt: 1_767_323_045_000, receiveCount: 3 },
      0,
    );
    expect(entry).toMatchObject({
      id: 'a6a7ef6bc3734ae158921d20',
      eventId: 'evt_dead',
      reason: 'handler-permanent',
      attempts: 1,
      firstError: 'PermanentError: no customer',
      deadAt: 1_767_323_045_000,
      correlationId: 'c-1',
    });
  });

  it('is read from the index, with what people did to it', async () => {
    expect(await world.listed()).toMatchObject([
      {
        eventId: 'evt_dead',
        reason: 'handler-permanent',
        copies: [expect.any(String)],
        replays: 1,
        cameBack: 0,
        lastOperation: 'op-1',
        history: [{ what: 'replayed', by: 'ada', why: 'mended' }],
      },
    ]);
  });

  it('is gone on with where its replay was interrupted', async () => {
    expect(await world.operations.recent(5)).toMatchObject([
      {
        id: '2026-01-02T03:04:05.000Z-abc',
        kind: 'replay',
        filter: { reason: 'handler-permanent' },
        state: 'running',
        cutoff: 1_767_323_045_000,
        counts: { done: 0, cleared: 0, left: {} },
      },
    ]);
  });
});

describe('the records of version 1', () => {
  it('tell which steps of an event are done, and how each is taken back', async () => {
    const { client, events } = world.tables;
    const { records, undo } = await new DynamoDbStepStore(client, events, systemClock).read(
      'orders#evt_dead',
    );
    expect(records).toMatchObject([
      {
        step: 'create-contact',
        state: 'completed',
        generation: 1,
        key: 'k-1',
        result: { kind: 'json', json: { id: 'c-1' } },
        undo: { method: 'DELETE', params: { id: 'c-1' } },
      },
      {
        step: 'mail',
        state: 'unsettled',
        doubtful: true,
        failure: { kind: 'unclear', status: 502 },
      },
    ]);
    expect(undo).toMatchObject({ state: 'undone', reason: 'handler-permanent' });
  });

  it('tell how often an event was tried, and how it failed first', async () => {
    expect(
      await world.records.startAttempt('orders#evt_retry', { id: 'r-new', alone: false }),
    ).toMatchObject({
      attempt: 2,
      firstError: { name: 'TypeError', message: 'order.lines is not iterable' },
      notBefore: 1_767_323_046_000,
    });
    expect(await world.records.deadLetters('orders#evt_dead')).toEqual([
      'a6a7ef6bc3734ae158921d20',
    ]);
  });

  it('tell all there is of an event', async () => {
    const { client, events, idempotency } = world.tables;
    const dossierOf = (eventId: string) =>
      readDossier(client, { events, idempotency }, integration, eventId, Date.now());
    expect(await dossierOf('evt_done')).toMatchObject({
      state: 'done',
      result: { contactId: 'c-1' },
    });
    expect(await dossierOf('evt_dead')).toMatchObject({ state: 'open', steps: [{}, {}] });
  });

  it('tell which events wait', async () => {
    const { client, events } = world.tables;
    const index = new DynamoDbWaitingIndex(client, events);
    expect((await index.oldest(integration)).events).toMatchObject([
      { eventId: 'evt_retry', messageId: 'm-evt_retry', sentAt: 1_767_323_044_000 },
    ]);
    expect(await index.progress(integration)).toEqual({
      movedAt: 1_767_323_045_000,
      waitedMs: 1_000,
    });
  });

  it('keep what is done from being done again, and let what was cut off run', async () => {
    const ran: string[] = [];
    const { dependencies, lines } = processorWorld(world.tables, ({ eventId }) => {
      ran.push(eventId);
      return Promise.resolve(null);
    });
    const again = ['evt_done', 'evt_running'].map((eventId) =>
      queueRecord(sent(eventId, { idUnsigned: eventId === 'evt_done' })),
    );
    expect(await processBatch(again, Date.now() + 60_000, dependencies)).toEqual([]);
    expect(ran).toEqual(['evt_running']);
    expect(lines.map(({ fields }) => [fields['eventId'], fields['duplicate']])).toEqual(
      expect.arrayContaining([
        ['evt_done', true],
        ['evt_running', false],
      ]),
    );
  });
});

describe('data written by version 2: results as JSON text, errors with their frames', () => {
  const stack = 'at Object.handle (lambdas/integrations/orders/index.ts:12:5)';

  it('contains what an event’s handler returned', async () => {
    const { client, events, idempotency } = world.tables;
    const tables = { events, idempotency };
    expect(
      await readDossier(client, tables, integration, 'evt_text_result', Date.now()),
    ).toMatchObject({ state: 'done', result: { orderId: 820982911946154500 } });
  });

  it('contains where an event first failed', async () => {
    expect(
      await world.records.startAttempt('orders#evt_stack', { id: 'r-new', alone: false }),
    ).toMatchObject({ firstError: { name: 'TypeError', stack } });
  });

  it('contains in a dead letter’s attributes where its errors were thrown', () => {
    const { Body: letterText, MessageAttributes: attributes } = json<{
      Body: string;
      MessageAttributes: Record<string, { StringValue: string }>;
    }>('dead-letter.json', 2);
    const received = { messageId: 'm', receiptHandle: 'r', text: letterText, attributes };
    expect(
      entryOfLetter(integration, { ...received, enteredAt: 1_767_323_045_000, receiveCount: 3 }, 0),
    ).toMatchObject({
      ...{ firstError: 'PermanentError: no customer', firstStack: stack },
      ...{ lastError: 'PermanentError: no customer', lastStack: stack },
    });
  });
});
