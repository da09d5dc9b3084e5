import { describe, expect, it } from '@jest/globals';
import { RetryLaterError } from '../../../lambdas/contract/errors.ts';
import { decideOutcome } from '../../../lambdas/processor/decide-outcome.ts';
import { ParkError } from '../../../lambdas/processor/event-errors.ts';
import type { ProcessedRecord } from '../../../lambdas/processor/processed-record.ts';
import { WaitingNotes } from '../../../lambdas/processor/waiting-notes.ts';
import type { WaitingIndex } from '../../../lambdas/waiting/waiting-event.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { recordingLog } from '../../support/recording-log.ts';

/** An index that can be out of reach, and remembers what it was told. */
function notes() {
  const told: string[] = [];
  const state = { reachable: true };
  const write = (line: string): Promise<void> => {
    if (!state.reachable) return Promise.reject(new Error('unreachable'));
    told.push(line);
    return Promise.resolve();
  };
  const index: WaitingIndex = {
    wait: (_, { messageId, onPurpose, reason }) =>
      write(`${messageId} waits${onPurpose ? ' on purpose' : ''}: ${JSON.stringify(reason)}`),
    left: (_, { messageId }) => write(`${messageId} left`),
    moved: (_, { waitedMs }) => write(`moved after ${waitedMs} ms`),
    oldest: () => Promise.resolve({ events: [], complete: true }),
    progress: () => Promise.resolve(undefined),
  };
  const clock = fakeClock();
  const { log, lines } = recordingLog();
  return { notes: new WaitingNotes(index, 'orders', clock, log), told, state, clock, lines };
}

const done = (messageId: string, receiveCount: number): ProcessedRecord => ({
  record: {
    ...{ messageId, receiptHandle: 'r', text: '', sentAt: 0, receiveCount },
    ...{ acceptedAt: 0, released: [] },
  },
  outcome: { kind: 'done', duplicate: false },
  replaySuspected: false,
});

describe('notes for the waiting index', () => {
  it('are made up for later where the index was out of reach', async () => {
    const one = notes();
    one.state.reachable = false;
    await one.notes.note(done('m-1', 2), 'remove', 0);
    await one.notes.flush();
    expect(one.told).toEqual([]);
    expect(one.lines).toHaveLength(2);

    one.state.reachable = true;
    await one.notes.flush();
    expect(one.told).toEqual(['m-1 left']);
  });

  it('cost nothing for an event that is done at once, but for a word every half minute', async () => {
    const one = notes();
    for (let batch = 0; batch < 60; batch += 1) {
      await one.notes.note(done(`m-${batch}`, 1), 'remove', batch);
      await one.notes.flush();
      await one.clock.advance(1_000);
    }
    expect(one.told).toEqual(['moved after 0 ms', 'moved after 30 ms']);
  });

  it.each<[string, unknown, string]>([
    [
      'a handler that asked for it',
      new RetryLaterError('later', { retryAfterSeconds: 60 }),
      'on purpose: {"error":"RetryLaterError"}',
    ],
    [
      'another message of the event that waits on purpose',
      new ParkError('NotYet', 'The event waits.', 60_000, { onPurpose: true }),
      'on purpose: {"error":"NotYet"}',
    ],
    [
      'a table that does not answer',
      new ParkError('StoreUnavailable', 'No answer.', 60_000),
      ': {"error":"StoreUnavailable"}',
    ],
    ['a failure of the handler', new TypeError('x'), ': {"error":"TypeError"}'],
  ])('tell why an event waits: %s', async (_, thrown, expected) => {
    const one = notes();
    const circumstances = { attempt: 1, maxAttempts: 5, receiveCount: 1, now: 0, random: () => 0 };
    const outcome = decideOutcome(thrown, circumstances);
    await one.notes.note({ ...done('m-1', 1), outcome }, 'keep', 0);
    const separator = expected.startsWith(':') ? '' : ' ';
    expect(one.told).toEqual([`m-1 waits${separator}${expected}`]);
  });
});
