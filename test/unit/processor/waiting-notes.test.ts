import { describe, expect, it } from '@jest/globals';
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
    wait: (_, { messageId }) => write(`${messageId} waits`),
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
  record: { messageId, receiptHandle: 'r', text: '', sentAt: 0, receiveCount },
  outcome: { kind: 'done', result: null, duplicate: false },
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
});
