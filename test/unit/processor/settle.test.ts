import { describe, expect, it } from '@jest/globals';
import { deadLetterId } from '../../../lambdas/dead-letters/dead-letter-id.ts';
import type { DeadLetterEntry } from '../../../lambdas/dead-letters/dead-letter-index.ts';
import type { CountedRun } from '../../../lambdas/processor/event-records.ts';
import type { Outcome } from '../../../lambdas/processor/outcome.ts';
import type { ProcessedRecord } from '../../../lambdas/processor/processed-record.ts';
import { settle } from '../../../lambdas/processor/settle.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { recordingQueue } from '../../support/recording-queue.ts';
import { webhook } from '../../support/webhook.ts';

const now = Date.UTC(2026, 0, 1);
const error = { name: 'Error', message: 'why' };

function processed(outcome: Outcome, leftBehind: readonly string[] = []): ProcessedRecord {
  const { body: _body, ...head } = webhook({});
  return {
    record: {
      messageId: 'm-1',
      receiptHandle: 'r-1',
      text: 'the original',
      sentAt: now - 1_000,
      acceptedAt: now - 1_000,
      released: [],
      receiveCount: 3,
    },
    outcome,
    head,
    counted: {
      run: { id: 'run-1', alone: true },
      started: {
        attempt: 2,
        firstFailedAt: now,
        firstError: { name: 'First', message: 'cause' },
        notBefore: undefined,
        refusedSince: undefined,
        deadLetters: leftBehind,
      },
    },
    replaySuspected: false,
  };
}

function world(failing: readonly string[] = []) {
  const calls: string[] = [];
  const call = (name: string): Promise<void> => {
    calls.push(name);
    return failing.some((one) => name.startsWith(one))
      ? Promise.reject(new Error('refused'))
      : Promise.resolve();
  };
  const queue = recordingQueue(call);
  const entries: DeadLetterEntry[] = [];
  return {
    calls,
    entries,
    deadLetters: queue.deadLetters,
    dependencies: {
      integration: 'orders',
      queue,
      records: {
        startAttempt: () => Promise.reject(new Error('settling starts nothing')),
        recordBody: () => Promise.reject(new Error('settling records no body')),
        hasRun: () => Promise.reject(new Error('settling looks at no run')),
        openRun: () => Promise.reject(new Error('settling looks at no run')),
        giveBackAttempt: (
          _key: string,
          { id }: CountedRun,
          wait: { notBefore: number | undefined; refusedSince?: number | undefined },
        ) => {
          const { notBefore, refusedSince } = wait;
          if (notBefore === undefined) return call(`give back ${id}`);
          const since = refusedSince === undefined ? '' : ` since +${String(refusedSince - now)}`;
          return call(`give back ${id} until +${String(notBefore - now)}${since}`);
        },
        recordFailure: (_key: string, { id }: CountedRun) => call(`failure of ${id}`),
        closeAttempts: (key: string) => call(`close ${key}`),
        deadLetters: (key: string) => call(`ask for dead letters of ${key}`).then(() => ['known']),
      },
      deadLetters: {
        async enter(entry: DeadLetterEntry) {
          await call(`enter ${entry.messageId}`);
          entries.push(entry);
        },
        markDone: (_integration: string, ids: readonly string[]) =>
          ids.length === 0 ? Promise.resolve() : call(`done ${ids.join(' ')}`),
      },
      archive: {
        keep: (integration: string, _id: string, text: string) =>
          call(`archive ${integration} ${text}`),
        read: () => Promise.reject(new Error('settling reads no archive')),
      },
      clock: fakeClock(now),
      log: recordingLog().log,
    },
  };
}

describe('settling', () => {
  it('removes a completed event and touches nothing else', async () => {
    const { calls, dependencies } = world();
    const outcome = { kind: 'done', duplicate: false } as const;
    expect(await settle(processed(outcome), dependencies)).toBe('remove');
    expect(calls).toEqual([]);
  });

  it('hides a failed event until it is to come back, and keeps the error', async () => {
    const { calls, dependencies } = world();
    const outcome = { kind: 'retry', at: now + 2_500, error } as const;
    expect(await settle(processed(outcome), dependencies)).toBe('keep');
    expect(calls).toEqual(['failure of run-1', 'hide r-1 for 3']);
  });

  it('shows a message at once whose time has passed while its outcome was written', async () => {
    const { calls, dependencies } = world();
    const outcome = { kind: 'retry', at: now - 3_000, error } as const;
    expect(await settle(processed(outcome), dependencies)).toBe('keep');
    expect(calls.at(-1)).toBe('hide r-1 for 0');
  });

  it('gives the attempt of a parked event back', async () => {
    const { calls, dependencies } = world();
    const outcome = { kind: 'park', until: now + 60_000, error } as const;
    expect(await settle(processed(outcome), dependencies)).toBe('keep');
    expect(calls).toEqual(['give back run-1 until +60000', 'hide r-1 for 60']);
  });

  it('moves a held event to the hold queue once its attempt is given back', async () => {
    const { calls, dependencies } = world();
    const outcome = { kind: 'hold', upstream: 'crm', error } as const;
    expect(await settle(processed(outcome), dependencies)).toBe('remove');
    expect(calls).toEqual(['give back run-1', 'hold for crm']);
  });

  it('leaves a held event where it is if the hold queue does not store it', async () => {
    const { calls, dependencies } = world(['hold for crm']);
    const outcome = { kind: 'hold', upstream: 'crm', error } as const;
    expect(await settle(processed(outcome), dependencies)).toBe('keep');
    expect(calls).toEqual(['give back run-1', 'hold for crm', 'hide r-1 for 60']);
  });

  it('hides a message for longer than its event has to wait, where that is asked', async () => {
    const { calls, dependencies } = world();
    const until = now + 300_000;
    const outcome = { kind: 'park', until, notBefore: now + 60_000, error } as const;
    await settle(processed(outcome), dependencies);
    expect(calls).toEqual(['give back run-1 until +60000', 'hide r-1 for 300']);
  });

  it('keeps since when an event waits for what refuses it', async () => {
    const { calls, dependencies } = world();
    const outcome = { kind: 'park', until: now + 60_000, error, refusedSince: now - 5 } as const;
    await settle(processed(outcome), dependencies);
    expect(calls).toContain('give back run-1 until +60000 since +-5');
  });

  it('parks for longer than SQS can hide a message by hiding it again and again', async () => {
    const { calls, dependencies } = world();
    const outcome = { kind: 'park', until: now + 24 * 3_600_000, error } as const;
    await settle(processed(outcome), dependencies);
    expect(calls).toEqual(['give back run-1 until +86400000', 'hide r-1 for 43140']);
  });

  it('keeps the untouched original with reason, attempts and both errors', async () => {
    const { calls, deadLetters, dependencies } = world();
    const outcome = { kind: 'dead-letter', reason: 'attempts-exhausted', error } as const;
    expect(await settle(processed(outcome), dependencies)).toBe('remove');
    expect(calls).toEqual([
      'dead-letter attempts-exhausted',
      'enter m-1',
      'archive orders the original',
      'close orders#evt_1',
    ]);
    expect(deadLetters).toEqual([
      {
        text: 'the original',
        note: {
          reason: 'attempts-exhausted',
          attempts: 2,
          firstError: { name: 'First', message: 'cause' },
          lastError: error,
          upstream: '',
          deadAt: now,
          integration: 'orders',
          eventId: 'evt_1',
          type: 'order.paid',
          correlationId: 'c-1',
        },
      },
    ]);
  });

  it('enters a dead letter into the index under the name that its message gives it', async () => {
    const { entries, dependencies } = world();
    const refused = { ...error, upstream: 'crm' };
    const outcome = { kind: 'dead-letter', reason: 'upstream-rejected', error: refused } as const;
    await settle(processed(outcome), dependencies);
    await settle(processed(outcome), dependencies);
    expect(entries).toMatchObject([
      {
        id: deadLetterId('the original'),
        messageId: 'm-1',
        reason: 'upstream-rejected',
        upstream: 'crm',
        firstError: 'First: cause',
        lastError: 'Error: why',
        provider: 'stripe',
        lostAt: now + 14 * 86_400_000,
      },
      { id: deadLetterId('the original'), messageId: 'm-2' },
    ]);
  });

  it('keeps the attempts of an event under whose id another body came', async () => {
    const { calls, dependencies } = world();
    const outcome = { kind: 'dead-letter', reason: 'event-id-reused', error } as const;
    await settle(processed(outcome), dependencies);
    expect(calls).not.toContain('close orders#evt_1');
  });

  it('marks the dead letters of an event that is done after all', async () => {
    const { calls, dependencies } = world();
    const done = { kind: 'done', duplicate: false } as const;
    await settle(processed(done, ['d-1', 'd-2']), dependencies);
    expect(calls).toEqual(['done d-1 d-2']);
  });

  it('marks them for a duplicate too, in case the run that did it could not', async () => {
    const { calls, dependencies } = world();
    const { counted: _none, ...duplicate } = processed({
      kind: 'done',
      duplicate: true,
    });
    await settle(duplicate, dependencies);
    expect(calls).toEqual(['ask for dead letters of orders#evt_1', 'done known']);
  });

  it('keeps the event in its queue when the dead-letter queue does not store it', async () => {
    const { calls, dependencies } = world(['dead-letter']);
    const outcome = { kind: 'dead-letter', reason: 'handler-permanent', error } as const;
    expect(await settle(processed(outcome), dependencies)).toBe('keep');
    expect(calls).toEqual(['dead-letter handler-permanent', 'hide r-1 for 60']);
  });

  it('loses no event when the records or the visibility cannot be written', async () => {
    for (const kind of ['retry', 'park'] as const) {
      const { dependencies } = world(['failure', 'give back', 'hide']);
      const outcome =
        kind === 'retry' ? { kind, at: now + 1, error } : { kind, until: now + 1, error };
      expect(await settle(processed(outcome), dependencies)).toBe('keep');
    }
    const { dependencies } = world(['close', 'enter', 'archive']);
    const dead = { kind: 'dead-letter', reason: 'forbidden', error } as const;
    expect(await settle(processed(dead), dependencies)).toBe('remove');
  });

  it('writes and sends nothing for a run that outlived its lease', async () => {
    const { calls, dependencies } = world();
    expect(await settle(processed({ kind: 'abandoned' }), dependencies)).toBe('keep');
    expect(calls).toEqual([]);
  });
});
