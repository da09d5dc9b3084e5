import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PermanentError, RetryLaterError } from '../../lambdas/contract/errors.ts';
import { UpstreamError } from '../../lambdas/contract/upstream-error.ts';
import { dayMs } from '../../lambdas/event/lifetimes.ts';
import { readDossier } from '../../lambdas/operations/event-dossier.ts';
import { ParkError } from '../../lambdas/processor/event-errors.ts';
import { openGate } from '../../lambdas/upstream/gate.ts';
import { processBatch } from '../../lambdas/processor/process-batch.ts';
import type { QueueRecord } from '../../lambdas/processor/queue-record.ts';
import type { EventBinding } from '../../lambdas/verification/event-binding.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';
import { processorWorld, queueRecord } from '../support/processor-world.ts';
import type { ProcessorTables, ProcessorWorld } from '../support/processor-world.ts';

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

/** As if every lease had run its time. */
async function expireLeases(): Promise<void> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tables.idempotency }));
  for (const { id, status } of Items) {
    if (id === undefined || status?.S !== 'INPROGRESS') continue;
    await client.send(
      new UpdateItemCommand({
        TableName: tables.idempotency,
        Key: { id },
        UpdateExpression: 'SET in_progress_expiration = :past',
        ExpressionAttributeValues: { ':past': { N: '1' } },
      }),
    );
  }
}

/** Processes records in one batch, one minute before Lambda would end it. */
const process = (world: ProcessorWorld, ...records: QueueRecord[]): Promise<string[]> =>
  processBatch(records, world.dependencies.clock.now() + 60_000, world.dependencies);

/** An environment that is killed when the handlers of all these events run in it. */
async function killedWith(...records: QueueRecord[]): Promise<void> {
  const allStarted = Promise.withResolvers<void>();
  let started = 0;
  const dying = processorWorld(tables, () => {
    started += 1;
    if (started === records.length) allStarted.resolve();
    return new Promise(() => undefined);
  });
  // The environment is gone: no timer of its runs ever fires.
  const stopped = { now: () => Date.now(), sleep: () => new Promise<void>(() => undefined) };
  void process({ ...dying, dependencies: { ...dying.dependencies, clock: stopped } }, ...records);
  await allStarted.promise;
  await expireLeases();
}

const outcomes = (world: ProcessorWorld): unknown[] =>
  world.lines.filter(({ fields }) => fields['outcome']).map(({ fields }) => fields['outcome']);

describe('processing an event', () => {
  it('runs its handler once, however often it is delivered', async () => {
    let effects = 0;
    const world = processorWorld(tables, async () => ({ order: (effects += 1) }));
    const record = queueRecord();
    expect(await process(world, record)).toEqual([]);
    expect(await process(world, record)).toEqual([]);
    expect(effects).toBe(1);
    expect(world.lines.map(({ fields }) => fields['duplicate'])).toEqual([false, true]);
  });

  const nested = (levels: number): unknown =>
    Array.from({ length: levels }).reduce<unknown>((inner) => ({ in: inner }), 1);
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  it.each<[string, () => unknown, unknown]>([
    [
      'a number above 2^53',
      () => ({ orderId: 820982911946154508 }),
      { orderId: 820982911946154500 },
    ],
    ['1e21', () => 1e21, 1e21],
    ['forty levels', () => nested(40), nested(40)],
    ['half a surrogate pair', () => ['\ud800'], ['\ud800']],
    ['a text that looks like JSON', () => '{"a":1}', '{"a":1}'],
    ['undefined', () => undefined, null],
    ['a function', () => () => 1, null],
    [
      'a Date, a Map and NaN',
      () => [new Date(0), new Map(), NaN],
      ['1970-01-01T00:00:00.000Z', {}, null],
    ],
    ['a BigInt', () => ({ id: 1n }), null],
    ['a cycle', () => cycle, null],
    [
      'a toJSON that throws',
      () => ({
        toJSON() {
          throw new Error('no');
        },
      }),
      null,
    ],
    ['ten thousand levels', () => nested(10_000), null],
    ['more than is kept', () => 'x'.repeat(500_000), null],
  ])('is done when its handler returns %s', async (_what, make, kept) => {
    let runs = 0;
    const world = processorWorld(tables, () => {
      runs += 1;
      return Promise.resolve(make());
    });
    const eventId = `evt-${randomUUID()}`;
    const record = queueRecord({ eventId });
    expect(await process(world, record)).toEqual([]);
    expect(await process(world, record)).toEqual([]);
    expect({ runs, outcomes: outcomes(world) }).toEqual({ runs: 1, outcomes: ['done', 'done'] });
    const dossier = await readDossier(client, tables, 'orders', eventId, Date.now());
    expect(dossier?.result).toEqual(kept);
    expect(world.lines.filter(({ level }) => level === 'warn')).toHaveLength(
      kept === null && !['undefined', 'a function'].includes(_what) ? 1 : 0,
    );
  });

  it.each<[string, () => unknown]>([
    [
      'a PermanentError whose message is no text',
      () => Object.assign(new PermanentError('x'), { message: 7 }),
    ],
    [
      'a PermanentError with a getter that throws',
      () =>
        Object.defineProperty(new PermanentError('x'), 'name', {
          get() {
            throw new Error('no');
          },
        }),
    ],
  ])('is dead-lettered after one run when its handler throws %s', async (_what, make) => {
    let runs = 0;
    const world = processorWorld(tables, () => {
      runs += 1;
      throw make();
    });
    expect(await process(world, queueRecord())).toEqual([]);
    expect({ runs, reasons: world.deadLetters.map(({ note }) => note.reason) }).toEqual({
      runs: 1,
      reasons: ['handler-permanent'],
    });
  });

  it.each<[string, () => unknown]>([
    ['undefined', () => undefined],
    ['404', () => 404],
    [
      'a revoked Proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      },
    ],
    [
      'an error that Powertools would run once more',
      () => Object.assign(new Error('x'), { name: 'IdempotencyInconsistentStateError' }),
    ],
    [
      'a RetryLaterError of NaN seconds',
      () => new RetryLaterError('x', { retryAfterSeconds: NaN }),
    ],
  ])('comes back after one run when its handler throws %s', async (_what, make) => {
    let runs = 0;
    const world = processorWorld(tables, () => {
      runs += 1;
      throw make();
    });
    const record = queueRecord();
    expect(await process(world, record)).toEqual([record.messageId]);
    expect({ runs, outcomes: outcomes(world) }).toEqual({ runs: 1, outcomes: ['retry'] });
    expect(world.queueCalls).toEqual([expect.stringMatching(/^hide receipt for [1-9]/)]);
  });

  it('tells where its first and its last error were thrown, in the log and beside its dead letter', async () => {
    const world = processorWorld(
      tables,
      (_webhook, _run, attempt) => {
        const note = (undefined as unknown as { note: string }).note;
        return Promise.resolve(`${note}${String(attempt)}`);
      },
      { maxAttempts: 2, random: () => 0 },
    );
    const record = queueRecord();
    await process(world, record);
    await process(world, record);
    const here = expect.stringMatching(/^at .*\(test\/local\/processing\.test\.ts:\d+:\d+\)/);
    expect(world.lines.at(-1)?.fields).toMatchObject({
      outcome: 'dead-letter',
      errorName: 'TypeError',
      errorStack: here,
      firstErrorName: 'TypeError',
      firstErrorStack: here,
    });
    expect(world.deadLetters[0]?.note).toMatchObject({
      firstError: { stack: here },
      lastError: { stack: here },
    });
  });

  it('runs its handler once when twenty copies arrive at the same time', async () => {
    let effects = 0;
    const world = processorWorld(tables, async () => {
      effects += 1;
    });
    const record = queueRecord();
    const copies = Array.from({ length: 20 }, (_, copy) => ({
      ...record,
      messageId: String(copy),
    }));
    const kept = await process(world, ...copies);
    expect(effects).toBe(1);
    expect(kept.length + outcomes(world).filter((one) => one === 'done').length).toBe(20);
    expect(outcomes(world).filter((one) => one === 'retry' || one === 'dead-letter')).toEqual([]);
  });

  it('lets a copy that is in progress elsewhere wait without costing an attempt', async () => {
    const release = Promise.withResolvers<void>();
    const slow = processorWorld(tables, () => release.promise);
    const record = queueRecord();
    const first = process(slow, record);
    const other = processorWorld(tables, () => Promise.reject(new Error('never runs')));
    let kept: string[] = [];
    while (kept.length === 0) kept = await process(other, { ...record, messageId: 'copy' });
    expect(kept).toEqual(['copy']);
    expect(other.queueCalls).toContain('hide receipt for 2');
    release.resolve();
    expect(await first).toEqual([]);
    expect(slow.lines.at(-1)?.fields).toMatchObject({ outcome: 'done', attempt: 1 });
  });

  it('runs events of one batch side by side', async () => {
    const bothStarted = Promise.withResolvers<void>();
    let started = 0;
    const world = processorWorld(tables, async () => {
      started += 1;
      if (started === 2) bothStarted.resolve();
      await bothStarted.promise;
    });
    expect(await process(world, queueRecord(), queueRecord())).toEqual([]);
  });

  it('retries a failing handler and dead-letters the event after its last attempt', async () => {
    const world = processorWorld(tables, (_webhook, _run, attempt) =>
      Promise.reject(new Error(`failure ${String(attempt)}`)),
    );
    const record = queueRecord();
    for (let delivery = 1; delivery <= 5; delivery += 1) {
      // Each delivery comes when the wait that was asked for is over.
      const later = { now: () => Date.now() + delivery * 60_000 };
      const dependencies = {
        ...world.dependencies,
        clock: { ...world.dependencies.clock, ...later },
      };
      await processBatch([record], dependencies.clock.now() + 60_000, dependencies);
    }
    expect(outcomes(world)).toEqual(['retry', 'retry', 'retry', 'retry', 'dead-letter']);
    expect(world.deadLetters).toMatchObject([
      {
        text: record.text,
        note: {
          reason: 'attempts-exhausted',
          attempts: 5,
          firstError: { message: 'failure 1' },
          lastError: { message: 'failure 5' },
        },
      },
    ]);
  });

  it('does not let an event die of an upstream that answered nobody since its first failure', async () => {
    const down = new UpstreamError('crm did not say whether it acted', {
      ...{ upstream: 'crm', endpoint: 'default', step: undefined, failure: 'unclear', status: 500 },
      ...{ disposition: { kind: 'retry', notBefore: 0 }, userMessage: '', detail: '' },
    });
    const asked: [string, number][] = [];
    const gate = {
      ...openGate,
      exhausted: async (upstream: string, since: number) => {
        asked.push([upstream, since]);
        return { until: Date.now() + 30_000, cause: 'breaker-open' as const };
      },
    };
    const startedAt = Date.now();
    const world = processorWorld(tables, () => Promise.reject(down), { gate, maxAttempts: 2 });
    const record = queueRecord();
    await process(world, record);
    expect(await process(world, record)).toEqual([]);
    expect(outcomes(world)).toEqual(['retry', 'hold']);
    expect(world.queueCalls).toContain('hold for crm');
    const [[upstream, since] = []] = asked;
    expect([upstream, asked.length]).toEqual(['crm', 1]);
    expect(since).toBeGreaterThanOrEqual(startedAt);
    expect(world.deadLetters).toEqual([]);

    // The attempt was given back: when the event is released, it is the last one again.
    const later = { ...world.dependencies.clock, now: () => Date.now() + 600_000 };
    const dependencies = { ...world.dependencies, clock: later };
    await processBatch([record], later.now() + 60_000, dependencies);
    expect(outcomes(world)).toEqual(['retry', 'hold', 'hold']);
  });

  it('gives a replayed dead letter all its attempts again', async () => {
    const failing = processorWorld(tables, () => Promise.reject(new PermanentError('no')));
    const record = queueRecord();
    await process(failing, record);
    const mended = processorWorld(tables, async (_webhook, _run, attempt) => attempt);
    expect(await process(mended, record)).toEqual([]);
    expect(mended.lines.at(-1)?.fields).toMatchObject({ outcome: 'done', attempt: 1 });
  });

  it('counts a run that killed its environment, and gives up when all of them do', async () => {
    const record = queueRecord();
    for (let crash = 1; crash <= 5; crash += 1) await killedWith(record);
    const next = processorWorld(tables, () => Promise.reject(new Error('never runs')));
    await process(next, record);
    expect(next.deadLetters).toMatchObject([{ note: { reason: 'attempts-exhausted' } }]);
    expect(next.deadLetters[0]?.note.lastError.message).toContain('environment');
  });

  it('runs an event alone whose run was lost, and lets the others of its batch come again', async () => {
    const [lost, neighbour, fresh] = [queueRecord({}, 2), queueRecord({}, 2), queueRecord()];
    await killedWith(lost, neighbour);
    await killedWith(lost);
    const ran: [string, number][] = [];
    const world = processorWorld(tables, async ({ eventId }, _run, attempt) => {
      ran.push([eventId, attempt]);
    });
    // The one that was lost alone comes last: it is the likelier cause.
    expect(await process(world, lost, fresh, neighbour)).toEqual([lost.messageId, fresh.messageId]);
    expect(await process(world, lost, fresh)).toEqual([fresh.messageId]);
    expect(await process(world, fresh)).toEqual([]);
    const idOf = ({ text }: QueueRecord) => (JSON.parse(text) as { eventId: string }).eventId;
    expect(ran).toEqual([
      [idOf(neighbour), 1],
      [idOf(lost), 2],
      [idOf(fresh), 1],
    ]);
    expect(world.queueCalls).toEqual(Array.from({ length: 3 }, () => 'hide receipt for 1'));
  });

  it('takes no run for lost that failed or parked: such events run side by side', async () => {
    const bothStarted = Promise.withResolvers<void>();
    const [failed, parked] = [queueRecord({}, 2), queueRecord({}, 2)];
    await process(
      processorWorld(tables, () =>
        Promise.reject(new RetryLaterError('', { retryAfterSeconds: 0 })),
      ),
      failed,
      queueRecord(),
    );
    await process(
      processorWorld(tables, () => Promise.reject(new ParkError('Wait', '', 0))),
      parked,
      queueRecord(),
    );
    let started = 0;
    const world = processorWorld(tables, async () => {
      started += 1;
      if (started === 2) bothStarted.resolve();
      await bothStarted.promise;
    });
    expect(await process(world, failed, parked)).toEqual([]);
  });

  it('remembers since when an event waits for what refuses it, and forgets it with a dead letter', async () => {
    const record = queueRecord();
    const known: (number | undefined)[] = [];
    const refused = processorWorld(tables, async (_webhook, _run, _attempt, refusedSince) => {
      known.push(refusedSince);
      throw new ParkError('NotReady', 'no', 0, { refusedSince: refusedSince ?? 1_234 });
    });
    await process(refused, record);
    await process(refused, record);
    await process(
      processorWorld(tables, () => Promise.reject(new PermanentError('no'))),
      record,
    );
    await process(refused, record);
    expect(known).toEqual([undefined, 1_234, undefined]);
  });

  it('runs no event that comes before its time: SQS may hand it out sooner than it was told to', async () => {
    let runs = 0;
    const world = processorWorld(tables, () => {
      runs += 1;
      throw new RetryLaterError('not yet', { retryAfterSeconds: 90 });
    });
    const record = queueRecord();
    await process(world, record);
    expect(await process(world, record)).toEqual([record.messageId]);
    expect([runs, ...outcomes(world)]).toEqual([1, 'retry', 'park']);
    const later = { ...world.dependencies.clock, now: () => Date.now() + 91_000 };
    await processBatch([record], later.now() + 60_000, { ...world.dependencies, clock: later });
    expect(world.lines.at(-1)?.fields).toMatchObject({ outcome: 'retry', attempt: 2 });
  });

  it('dead-letters an event at once that its handler calls permanent', async () => {
    const world = processorWorld(tables, () => Promise.reject(new PermanentError('no customer')));
    expect(await process(world, queueRecord())).toEqual([]);
    expect(world.deadLetters).toMatchObject([
      { note: { reason: 'handler-permanent', attempts: 1, lastError: { message: 'no customer' } } },
    ]);
  });

  it('dead-letters an event that is about to outlive its queue, without running it', async () => {
    const world = processorWorld(tables, () => Promise.reject(new Error('never runs')));
    const record = { ...queueRecord(), sentAt: Date.now() - 13 * dayMs - 60_000 };
    expect(await process(world, record)).toEqual([]);
    expect(world.deadLetters).toMatchObject([{ note: { reason: 'expired-waiting' } }]);
    const justInTime = { ...queueRecord(), sentAt: Date.now() - 13 * dayMs + 60_000 };
    const running = processorWorld(tables, async () => null);
    await process(running, justInTime);
    expect(outcomes(running)).toEqual(['done']);
  });

  it('takes a late duplicate of a completed event for a duplicate, not for a dead letter', async () => {
    const world = processorWorld(tables, async () => null);
    const record = queueRecord();
    await process(world, record);
    await process(world, { ...record, sentAt: Date.now() - 13 * dayMs - 60_000 });
    expect(outcomes(world)).toEqual(['done', 'done']);
  });

  it('dead-letters what it cannot read, and waits for code that reads a newer version', async () => {
    const world = processorWorld(tables, () => Promise.reject(new Error('never runs')));
    const broken = { ...queueRecord(), text: '{"version":1}' };
    const newer = { ...queueRecord(), text: '{"version":99}', messageId: 'newer' };
    expect(await process(world, broken, newer)).toEqual(['newer']);
    expect(world.deadLetters).toMatchObject([{ note: { reason: 'unreadable-message' } }]);
    expect(world.queueCalls).toContain('hide receipt for 1350');
  });

  it('does not let SQS drop what waits for newer code: it becomes a dead letter a day before', async () => {
    const world = processorWorld(tables, () => Promise.reject(new Error('never runs')));
    const sentAt = Date.now() - 13 * dayMs - 60_000;
    const newer = { ...queueRecord(), text: '{"version":99}', sentAt };
    expect(await process(world, newer)).toEqual([]);
    expect(world.deadLetters).toMatchObject([
      { text: newer.text, note: { reason: 'expired-waiting' } },
    ]);
  });

  it('keeps the handler’s result as JSON, whatever it holds', async () => {
    const world = processorWorld(tables, async () => ({ when: new Date(0), gone: undefined }));
    const record = queueRecord();
    expect(await process(world, record)).toEqual([]);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tables.idempotency }));
    expect(Items.map((item) => item['data']?.S)).toContain('{"when":"1970-01-01T00:00:00.000Z"}');
  });

  it.each([
    ['a BigInt', () => ({ big: 1n })],
    ['too much', () => 'x'.repeat(200_000)],
  ])(
    'completes an event whose result is %s, and says that it was not kept',
    async (_name, make) => {
      const world = processorWorld(tables, async () => make());
      expect(await process(world, queueRecord())).toEqual([]);
      expect(world.lines.map(({ message }) => message)).toContain(
        'The result of an event was not kept',
      );
    },
  );

  it('keeps the attempts of an event whose handler cannot be asked: its tables are down', async () => {
    const world = processorWorld(tables, async () => null, {
      records: {
        ...processorWorld(tables, async () => null).dependencies.records,
        startAttempt: () => Promise.reject(new Error('down')),
      },
    });
    const record = queueRecord();
    expect(await process(world, record)).toEqual([record.messageId]);
    expect(outcomes(world)).toEqual(['park']);
  });
});

describe('where the provider does not sign its ids', () => {
  const unsigned = { idUnsigned: true, eventId: '' };

  it('never completes another body under a known id silently', async () => {
    const world = processorWorld(tables, async () => null);
    const first = queueRecord({ ...unsigned, eventId: 'guid-1', body: Buffer.from('one') });
    const second = queueRecord({ ...unsigned, eventId: 'guid-1', body: Buffer.from('two') });
    await process(world, first);
    await process(world, second);
    expect(world.deadLetters).toMatchObject([
      { text: second.text, note: { reason: 'event-id-reused' } },
    ]);
  });

  it.each<[string, () => Promise<never>, number]>([
    ['was dead-lettered', () => Promise.reject(new PermanentError('no')), 0],
    ['waits for its next attempt', () => Promise.reject(new Error('not yet')), 1],
  ])('keeps the id for the first body that %s', async (_how, handle, waiting) => {
    const [one, two] = ['one', 'two'].map((text) =>
      queueRecord({ ...unsigned, eventId: 'guid-first', body: Buffer.from(text) }),
    ) as [QueueRecord, QueueRecord];
    const failing = processorWorld(tables, handle);
    expect(await process(failing, one)).toHaveLength(waiting);
    const letters = await failing.dependencies.records.deadLetters('orders#guid-first');
    const world = processorWorld(tables, async () => null);
    await process(world, two);
    expect(world.deadLetters).toMatchObject([
      { text: two.text, note: { reason: 'event-id-reused' } },
    ]);
    const after = await world.dependencies.records.deadLetters('orders#guid-first');
    expect(after).toEqual(letters);
  });

  it('keeps the id for the first body whose environment was killed', async () => {
    const event = { ...unsigned, eventId: 'guid-killed' };
    await killedWith(queueRecord({ ...event, body: Buffer.from('one') }));
    await expireLeases();
    const world = processorWorld(tables, async () => null);
    await process(world, queueRecord({ ...event, body: Buffer.from('two') }));
    await process(world, queueRecord({ ...event, body: Buffer.from('one') }));
    expect(world.deadLetters).toMatchObject([{ note: { reason: 'event-id-reused' } }]);
    expect(outcomes(world)).toEqual(['dead-letter', 'done']);
  });

  it('reports the same body under a new id, and refuses it if so configured', async () => {
    const body = Buffer.from('captured');
    const world = processorWorld(tables, async () => null);
    await process(world, queueRecord({ ...unsigned, eventId: 'guid-2', body }));
    await process(world, queueRecord({ ...unsigned, eventId: 'guid-3', body }));
    expect(world.lines.map(({ fields }) => fields['replaySuspected'])).toEqual([undefined, true]);
    const strict = processorWorld(tables, () => Promise.reject(new Error('never runs')), {
      replaySuspected: 'refuse',
    });
    await process(strict, queueRecord({ ...unsigned, eventId: 'guid-4', body }));
    expect(strict.deadLetters).toMatchObject([{ note: { reason: 'replay-suspected' } }]);
  });

  const bound = (changes: Partial<EventBinding>) => ({
    ...unsigned,
    binding: { signedSha256: randomUUID(), ...changes },
  });

  it('runs other content under a known id as an event of its own, once, where retries are unknown', async () => {
    const ids: string[] = [];
    const world = processorWorld(tables, async ({ eventId }) => {
      ids.push(eventId);
      return null;
    });
    const content = (contentSha256: string) =>
      queueRecord({
        ...bound({ contentSha256, otherContent: 'own-event' }),
        eventId: 'x-1',
      });
    for (const one of ['aaaa', 'bbbb', 'aaaa', 'bbbb', 'cccc']) {
      await process(world, content(one.repeat(16)));
    }
    expect(ids).toEqual(['x-1', `x-1~${'b'.repeat(16)}`, `x-1~${'c'.repeat(16)}`]);
    expect(world.deadLetters).toEqual([]);
  });

  it('notes under which id an event of its own was dead-lettered, and leaves the first one alone', async () => {
    const own = { otherContent: 'own-event' } as const;
    const first = processorWorld(tables, async () => null);
    await process(
      first,
      queueRecord({ ...bound({ ...own, contentSha256: 'a'.repeat(64) }), eventId: 'x-2' }),
    );
    const world = processorWorld(tables, () => Promise.reject(new PermanentError('no')));
    await process(
      world,
      queueRecord({ ...bound({ ...own, contentSha256: 'b'.repeat(64) }), eventId: 'x-2' }),
    );
    const eventId = `x-2~${'b'.repeat(16)}`;
    expect(world.deadLetters).toMatchObject([{ note: { reason: 'handler-permanent', eventId } }]);
    expect(await world.dependencies.records.deadLetters('orders#x-2')).toEqual([]);
    expect(await world.dependencies.records.deadLetters(`orders#${eventId}`)).toHaveLength(1);
  });

  it('takes whatever comes under a known id for a retry where the id alone names the event', async () => {
    const world = processorWorld(tables, async () => null);
    for (const body of ['{"id":"x-3","n":1}', '{"id":"x-3","n":2}']) {
      await process(world, queueRecord({ ...bound({}), eventId: 'x-3', body: Buffer.from(body) }));
    }
    expect(outcomes(world)).toEqual(['done', 'done']);
    expect(world.lines.at(-1)?.fields).toMatchObject({ duplicate: true });
  });

  it('keeps the type that came first, where the type is not signed', async () => {
    const content = { contentSha256: 'a'.repeat(64), otherContent: 'own-event' } as const;
    const as = (type: string) =>
      queueRecord({ ...bound({ ...content, type }), eventId: 'x-4', type });
    const failing = processorWorld(tables, () => Promise.reject(new Error('not yet')));
    await process(failing, as('push'));
    const world = processorWorld(tables, async () => null);
    await process(world, as('ping'));
    expect(world.deadLetters).toMatchObject([
      { note: { reason: 'event-id-reused', eventId: 'x-4' } },
    ]);
  });

  it('refuses another spelling of the same signed content', async () => {
    const signedSha256 = randomUUID();
    const spelled = (eventId: string, body: string) =>
      queueRecord({ ...bound({ signedSha256 }), eventId, body: Buffer.from(body) });
    const strict = processorWorld(tables, async () => null, { replaySuspected: 'refuse' });
    await process(strict, spelled('x-5', 'a=1&Body=hi'));
    await process(strict, spelled('x-6', 'Body=%68i&a=1'));
    expect(strict.deadLetters).toMatchObject([{ note: { reason: 'replay-suspected' } }]);
  });

  it('takes a provider’s redelivery with changed counters for the duplicate it is, where ids are signed', async () => {
    const world = processorWorld(tables, async () => null);
    await process(world, queueRecord({ eventId: 'evt_signed', body: Buffer.from('{"n":1}') }));
    await process(world, queueRecord({ eventId: 'evt_signed', body: Buffer.from('{"n":2}') }));
    expect(world.deadLetters).toEqual([]);
    expect(world.lines.at(-1)?.fields).toMatchObject({ outcome: 'done', duplicate: true });
  });
});
