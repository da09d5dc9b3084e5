import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import type { DeadLetterBook } from '../../../lambdas/operations/dead-letter-book.ts';
import { readIntegration } from '../../../lambdas/operations/read-integration.ts';
import type { WaitingEvent } from '../../../lambdas/waiting/waiting-event.ts';

const now = Date.UTC(2026, 0, 15);
const minute = 60_000;

function waiting(eventId: string, changes: Partial<WaitingEvent> = {}): WaitingEvent {
  return {
    ...{ messageId: `m-${eventId}`, eventId, sentAt: now - 60 * minute },
    ...{ comesBackAt: now - 10 * minute, dueSince: now - 10 * minute },
    ...changes,
  };
}

/** One message in the queue, `dead` in the dead-letter queue. */
function read(
  events: readonly WaitingEvent[],
  done: readonly string[] = [],
  listed: readonly number[] = [],
) {
  const answer = {
    Attributes: {
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
    },
  };
  const empty = { Attributes: { ...answer.Attributes, ApproximateNumberOfMessages: '0' } };
  const sqs = {
    send: ({ input }: { input: { QueueUrl: string } }) =>
      Promise.resolve(input.QueueUrl === 'queue' ? answer : empty),
  } as unknown as SQSClient;
  const book = {
    async *listed() {
      for (const deadAt of listed) {
        yield {
          ...{ reason: 'forbidden', type: 't', copies: ['m'], deadAt, lostAt: now * 2 },
          ...{ firstError: '', eventId: '' },
        };
      }
    },
  } as unknown as DeadLetterBook;
  return readIntegration(
    { name: 'orders', queueUrl: 'queue', deadLetterQueueUrl: 'dead', mapping: 'enabled' },
    {
      ...{ sqs, book, mostLetters: Infinity },
      watches: { read: () => Promise.resolve({}) },
      waiting: {
        oldest: () => Promise.resolve({ events, complete: true }),
        progress: () => Promise.resolve(undefined),
      },
      isDone: (_, eventId) => Promise.resolve(done.includes(eventId)),
    },
    now,
  );
}

describe('the findings about an integration', () => {
  it('name the event that has been ready for longest, and how its last run ended', async () => {
    const late = waiting('evt_1', { reason: { error: 'StoreUnavailable' } });
    expect((await read([late, waiting('evt_2', { dueSince: now - minute })])).overdue).toEqual({
      ...{ seconds: 600, eventId: 'evt_1', error: 'StoreUnavailable' },
    });
  });

  it('leave out entries of done events, which a killed run left', async () => {
    const { overdue, oldestSeconds } = await read([waiting('evt_1')], ['evt_1']);
    expect(overdue).toBeUndefined();
    expect(oldestSeconds).toBe(0);
  });

  it('do not call an event late that waits on purpose, and say until when', async () => {
    const comesBackAt = now + 5 * minute;
    const reason = { error: 'UpstreamError', upstream: 'crm' };
    const hidden = waiting('evt_1', { comesBackAt, dueSince: comesBackAt, reason });
    const reading = await read([hidden]);
    expect(reading.overdue).toBeUndefined();
    expect(reading.hidden).toEqual([
      { count: 1, reason, firstBackAt: comesBackAt, lastBackAt: comesBackAt },
    ]);
  });

  it('count listed dead letters that are not in the queue, once its count has settled', async () => {
    const { letters } = await read([], [], [now - 10 * minute, now - 5 * minute, now - 1_000]);
    expect(letters.vanished).toBe(2);
  });
});
