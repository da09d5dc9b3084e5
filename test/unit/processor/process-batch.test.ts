import { describe, expect, it } from '@jest/globals';
import { eventKey } from '../../../lambdas/event/event-identity.ts';
import { DynamoDbEventRecords } from '../../../lambdas/processor/dynamodb-event-records.ts';
import { processBatch } from '../../../lambdas/processor/process-batch.ts';
import type { QueueRecord } from '../../../lambdas/processor/queue-record.ts';
import type { RunHandler } from '../../../lambdas/processor/run-handler.ts';
import type { WaitingNotes } from '../../../lambdas/processor/waiting-notes.ts';
import { systemClock } from '../../../lambdas/runtime/system-clock.ts';
import { processorWorld, queueRecord } from '../../support/processor-world.ts';
import { simulatedTables } from '../../support/simulated-tables.ts';

function world(runHandler: RunHandler) {
  const tables = { client: simulatedTables(), idempotency: 'idempotency', events: 'events' };
  const records = new DynamoDbEventRecords(tables.client, tables.events, systemClock);
  const started: { readonly key: string; readonly alone: boolean }[] = [];
  const start = records.startAttempt.bind(records);
  records.startAttempt = (key, run, body) => {
    started.push({ key, alone: run.alone });
    return start(key, run, body);
  };
  const notes: string[] = [];
  const waitingNotes = {
    note: async () => void notes.push('note'),
    flush: async () => void notes.push('flush'),
  } as unknown as WaitingNotes;
  const { dependencies, ...rest } = processorWorld(tables, runHandler, { records, waitingNotes });
  const process = (batch: readonly QueueRecord[]) =>
    processBatch(batch, Date.now() + 60_000, dependencies);
  return { ...rest, records, started, notes, process };
}

const record = (eventId: string, receiveCount = 1): QueueRecord => ({
  ...queueRecord({ eventId }, receiveCount),
  messageId: eventId,
});

describe('A batch', () => {
  it('runs its events concurrently, and returns only the failed ones', async () => {
    const { process, started, notes } = world(({ eventId }) =>
      eventId === 'bad' ? Promise.reject(new Error('no')) : Promise.resolve(null),
    );
    expect(await process([record('good'), record('bad'), record('fine')])).toEqual(['bad']);
    expect(started.map(({ alone }) => alone)).toEqual([false, false, false]);
    expect(notes).toEqual(['note', 'note', 'note', 'flush']);
  });

  it('of one event runs it alone', async () => {
    const { process, started } = world(() => Promise.resolve(null));
    expect(await process([record('only')])).toEqual([]);
    expect(started.map(({ alone }) => alone)).toEqual([true]);
  });

  it('runs a suspect alone, and returns all other events without a run', async () => {
    const handled: string[] = [];
    const { process, records, started, notes } = world(({ eventId }) => {
      handled.push(eventId);
      return Promise.resolve(null);
    });
    const suspect = eventKey('orders', 'suspect');
    await records.startAttempt(suspect, { id: 'lost', alone: false });
    started.splice(0);
    const kept = await process([record('one'), record('suspect', 2), record('other', 2)]);
    expect(kept).toEqual(['one', 'other']);
    expect(handled).toEqual(['suspect']);
    expect(started).toEqual([{ key: suspect, alone: true }]);
    expect(notes).toEqual(['note', 'note', 'note', 'flush']);
  });
});
