import { describe, expect, it } from '@jest/globals';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import { untouched, type HistoryEntry } from '../../../lambdas/breaker/snapshot.ts';
import {
  makeAnnouncements,
  missingAnnouncements,
} from '../../../lambdas/governor/make-announcements.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { recordingLog } from '../../support/recording-log.ts';

const clock = fakeClock();
const now = clock.now();
const change = (epoch: number, agoMs: number, by = 'breakwater'): HistoryEntry => ({
  ...{ epoch, at: now - agoMs, from: 'closed', to: 'open', by, reason: 'why' },
});
const circuit = (history: readonly HistoryEntry[], announcedEpoch?: number) => ({
  ...untouched,
  epoch: history.at(-1)?.epoch ?? 0,
  history,
  ...(announcedEpoch !== undefined && { announcedEpoch }),
});
const missing = (...of: Parameters<typeof circuit>): number[] =>
  missingAnnouncements(circuit(...of), now).map(({ epoch }) => epoch);

describe('changes of a breaker that nobody has published', () => {
  it('are those after the mark', () => {
    const history = [change(3, 90_000), change(4, 80_000), change(7, 70_000)];
    expect(missing(history, 4)).toEqual([7]);
    expect(missing(history, 7)).toEqual([]);
    expect(missing(history)).toEqual([3, 4, 7]);
  });

  it('are left for half a minute to whoever made them', () => {
    expect(missing([change(3, 90_000), change(4, 29_000)])).toEqual([3]);
    expect(missing([change(3, 29_000), change(4, 28_000)])).toEqual([]);
  });

  it('are published at once where a person made them, whose command only writes them down', () => {
    expect(missing([change(3, 1_000, 'ada')])).toEqual([3]);
    expect(missing([change(3, 2_000), change(4, 1_000, 'ada')])).toEqual([]);
  });

  it('are all there are, where the circuit counts from the beginning again', () => {
    expect(missing([change(2, 90_000)], 40)).toEqual([2]);
  });
});

describe('publishing what is missing', () => {
  async function run(history: readonly HistoryEntry[], failsAt?: number) {
    const store = new MemoryBreakerStore(new Map([['crm', circuit(history)]]));
    const published: number[] = [];
    const told: number[] = [];
    await makeAnnouncements('crm', await store.read('crm'), {
      announcements: {
        publish: async (_circuit, { epoch }) => {
          if (epoch === failsAt) throw new Error('throttled');
          published.push(epoch);
        },
        tell: (_circuit, { epoch }) => void told.push(epoch),
      },
      marks: store,
      clock,
      log: recordingLog().log,
    });
    return { published, told, mark: (await store.read('crm')).announcedEpoch };
  }

  it('is in order, and remembered', async () => {
    expect(await run([change(1, 90_000), change(3, 80_000)])).toEqual({
      published: [1, 3],
      told: [],
      mark: 3,
    });
  });

  it('logs and counts what a person did: nobody else has', async () => {
    expect((await run([change(1, 0, 'ada')])).told).toEqual([1]);
  });

  it('never leaves a gap behind: what failed is tried again by the next run', async () => {
    const history = [change(1, 90_000), change(2, 80_000, 'ada'), change(3, 70_000)];
    expect(await run(history, 2)).toEqual({ published: [1], told: [], mark: 1 });
  });
});
