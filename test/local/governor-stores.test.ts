import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DynamoDbGovernorRecord } from '../../lambdas/governor/dynamodb-governor-record.ts';
import { DynamoDbPauses } from '../../lambdas/governor/dynamodb-pauses.ts';
import { noNotes, type GovernorNotes } from '../../lambdas/governor/notes.ts';
import {
  pauseIntegration,
  resumeIntegration,
  type PauseBook,
} from '../../lambdas/operations/order-pause.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';

const client = localDynamoDb();
let table: Awaited<ReturnType<typeof createTable>>;

beforeAll(async () => {
  table = await createTable(client, 'pk', 'sk');
});
afterAll(async () => {
  await table.drop();
  client.destroy();
});

const now = Date.UTC(2026, 0, 1);
const leaseMs = 55_000;

describe('the governor’s record', () => {
  const notes: GovernorNotes = {
    upstreams: { crm: { downSince: now } },
    integrations: { orders: { pausedSince: now } },
  };

  it('is one run’s at a time, and remembers what the last one wrote', async () => {
    const record = new DynamoDbGovernorRecord(client, table.name);
    expect(await record.take('a', now, leaseMs, false)).toMatchObject({ notes: noNotes });
    expect(await record.take('b', now + leaseMs - 1, leaseMs, false)).toBeUndefined();
    expect(await record.save('a', notes)).toBe(true);
    await record.release('a');
    expect(await record.take('b', now + 1, leaseMs, false)).toMatchObject({ notes: notes });

    // A run that was frozen finds that another one has begun.
    expect(await record.take('c', now + 1 + leaseMs, leaseMs, false)).toMatchObject({
      notes: notes,
    });
    expect(await record.save('b', noNotes)).toBe(false);
    await record.release('b');
    expect(await record.take('d', now + 2 + leaseMs, leaseMs, false)).toBeUndefined();
    await record.release('c');
  });

  it('knows when the last scheduled run began', async () => {
    const record = new DynamoDbGovernorRecord(client, table.name);
    const start = now + 5 * leaseMs;
    expect((await record.take('s', start, 1, true))?.scheduledAt).toBe(start);
    expect((await record.take('t', start + 10, 1, false))?.scheduledAt).toBe(start);
  });

  it('has one winner among runs that begin together', async () => {
    const record = new DynamoDbGovernorRecord(client, table.name);
    const later = now + 10 * leaseMs;
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, run) =>
        record.take(`run-${String(run)}`, later, leaseMs, false),
      ),
    );
    expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
  });
});

describe('pauses', () => {
  const ada = { by: 'ada', reason: 'wrong prices' };

  it('are read together, and end by a person’s word', async () => {
    const pauses = new DynamoDbPauses(client, table.name);
    await pauseIntegration('orders', { ...ada, until: now + 1 }, pauses, now);
    await pauseIntegration('refunds', ada, pauses, now);
    const orders = { pause: { ...ada, since: now, until: now + 1 } };
    const refunds = { pause: { ...ada, since: now } };
    expect(await pauses.all()).toEqual(new Map(Object.entries({ orders, refunds })));

    const grace = { by: 'grace', reason: 'mended' };
    expect(await resumeIntegration('refunds', grace, pauses, now + 5)).toEqual({
      kind: 'done',
      pause: refunds.pause,
    });
    expect((await pauses.all()).get('refunds')).toEqual({
      ...refunds,
      resumed: { ...grace, since: now + 5 },
    });
    expect(await resumeIntegration('refunds', grace, pauses, now + 6)).toEqual({
      kind: 'not-paused',
    });
    expect(await resumeIntegration('orders', grace, pauses, now + 6)).toEqual({
      kind: 'not-paused',
    });
  });

  it('can be given another reason and time', async () => {
    const pauses = new DynamoDbPauses(client, table.name);
    await pauseIntegration('shop', ada, pauses, now);
    await pauseIntegration('shop', { ...ada, reason: 'still', until: now + 9 }, pauses, now + 1);
    expect((await pauses.all()).get('shop')?.pause).toMatchObject({
      reason: 'still',
      until: now + 9,
    });
  });

  it('tell the loser of a race what stands there', async () => {
    const pauses = new DynamoDbPauses(client, table.name);
    await pauseIntegration('hooks', ada, pauses, now);
    const grace = { by: 'grace', reason: 'mended' };
    // Somebody resumes it between what is seen and what is written.
    const late: PauseBook = {
      all: () => pauses.all(),
      write: async (integration, next, seen) => {
        await resumeIntegration('hooks', grace, pauses, now + 1);
        return pauses.write(integration, next, seen);
      },
    };
    expect(await pauseIntegration('hooks', { ...ada, until: now + 99 }, late, now + 2)).toEqual({
      kind: 'lost',
      pause: undefined,
    });
  });
});
