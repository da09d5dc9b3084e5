import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dayMs, recordLifetimeDays } from '../../lambdas/event/lifetimes.ts';
import { DynamoDbStepStore } from '../../lambdas/upstream/dynamodb-step-store.ts';
import type { StepRecord } from '../../lambdas/upstream/step-record.ts';
import { jumpingClock } from '../support/jumping-clock.ts';
import { createTable, localDynamoDb } from '../support/local-tables.ts';

const record: StepRecord = {
  step: 'create-contact',
  upstream: 'crm',
  state: 'started',
  generation: 1,
  key: 'k',
  fingerprint: 'f',
  runId: 'run-1',
  revision: 1,
  requests: 0,
  doubtful: false,
  firstSentAt: 1,
  lastSentUntil: 2,
};

describe('Step records in DynamoDB', () => {
  const client: DynamoDBClient = localDynamoDb();
  const clock = jumpingClock();
  let table: Awaited<ReturnType<typeof createTable>>;
  let store: DynamoDbStepStore;
  beforeAll(async () => {
    table = await createTable(client, 'pk', 'sk');
    store = new DynamoDbStepStore(client, table.name, clock);
  });
  afterAll(() => table.drop());

  it('of twenty runs that start a step at once, one goes on, and the others learn of it', async () => {
    const runs = Array.from({ length: 20 }, (_, index) => ({ ...record, runId: `run-${index}` }));
    const writes = await Promise.all(runs.map((one) => store.write('orders#race', one)));
    expect(writes.filter(({ kind }) => kind === 'written')).toHaveLength(1);
    const winner = (await store.read('orders#race')).records[0]?.runId;
    for (const write of writes) {
      if (write.kind === 'overtaken') expect(write.current.runId).toBe(winner);
    }
  });

  it('take a write whose answer was lost, and which the SDK repeated, for what it is', async () => {
    await expect(store.write('orders#lost', record)).resolves.toEqual({ kind: 'written' });
    await expect(store.write('orders#lost', record)).resolves.toEqual({ kind: 'written' });
  });

  it('refuse a run that was overtaken', async () => {
    await store.write('orders#late', record);
    const taken: StepRecord = { ...record, runId: 'run-2', revision: 2 };
    await store.write('orders#late', taken);
    const late: StepRecord = { ...record, state: 'completed', revision: 2 };
    await expect(store.write('orders#late', late)).resolves.toEqual({
      kind: 'overtaken',
      current: taken,
    });
  });

  it('keep the plan of an undo beside the steps', async () => {
    const plan = {
      state: 'undoing',
      runId: 'run-1',
      reason: 'upstream-rejected',
      error: { name: 'UpstreamError', message: 'no' },
    } as const;
    await store.write('orders#undo', record);
    await store.writeUndo('orders#undo', plan);
    await expect(store.read('orders#undo')).resolves.toEqual({ records: [record], undo: plan });
  });

  it('are kept longer whenever their event comes again', async () => {
    await store.write('orders#old', record);
    clock.jumpTo(clock.now() + 30 * dayMs);
    await store.read('orders#old');
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: table.name,
        Key: { pk: { S: 'orders#old' }, sk: { S: 'step#create-contact' } },
      }),
    );
    const keptMs = Number(Item?.['expiresAt']?.N) * 1_000 - clock.now();
    expect(keptMs).toBeGreaterThan((recordLifetimeDays - 1) * dayMs);
  });
});
