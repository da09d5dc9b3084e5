import { describe, expect, it } from '@jest/globals';
import {
  watchQueue,
  type QueueFindings,
  type QueueSight,
  type QueueWatch,
} from '../../../lambdas/governor/watch-queue.ts';
import type { WaitingEvent } from '../../../lambdas/waiting/waiting-event.ts';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const hour = 60 * minute;

const event = (changes: Partial<WaitingEvent> = {}): WaitingEvent => {
  const sentAt = changes.sentAt ?? start;
  return {
    messageId: 'm-1',
    eventId: 'evt-1',
    sentAt,
    comesBackAt: sentAt + minute,
    dueSince: sentAt,
    ...changes,
  };
};

type Look = Partial<Omit<QueueSight, 'now' | 'waiting'>> & {
  readonly events?: readonly WaitingEvent[];
  readonly complete?: boolean;
};

/** Looks once a minute from `start` on, and tells what the last look found. */
function watch(minutes: number, lookAt: (minute: number, now: number) => Look): QueueFindings {
  let before: QueueWatch = {};
  let found: QueueFindings | undefined;
  for (let passed = 0; passed <= minutes; passed += 1) {
    const now = start + passed * minute;
    const { events = [], complete = true, ...look } = lookAt(passed, now);
    found = watchQueue(before, {
      now,
      visible: 0,
      inFlight: 0,
      held: false,
      progress: undefined,
      ...look,
      waiting: { events, complete },
    });
    before = JSON.parse(JSON.stringify(found.watch)) as QueueWatch;
  }
  if (found === undefined) throw new Error('no look');
  return found;
}

describe('the age of the oldest event', () => {
  it('is that of an event that came back often, which SQS leaves out', () => {
    const found = watch(30, (_, now) => ({
      inFlight: 1,
      events: [event({ comesBackAt: now + 30_000 })],
    }));
    expect(found).toMatchObject({ oldestSeconds: 1_800, overdueSeconds: 1_800 });
  });

  it('counts from the moment nothing left any more where no run lives to settle anything', () => {
    const found = watch(20, (passed, now) => ({
      visible: passed % 2,
      inFlight: 1,
      progress: { movedAt: Math.min(now, start + 5 * minute), waitedMs: 100 },
    }));
    expect(found).toMatchObject({ oldestSeconds: 900, overdueSeconds: 900 });
  });

  it('is the wait of what is received first while a backlog moves', () => {
    const found = watch(20, (_, now) => ({
      visible: 5_000,
      inFlight: 100,
      progress: { movedAt: now - 20_000, waitedMs: 10 * minute },
    }));
    expect(found).toMatchObject({ oldestSeconds: 600, overdueSeconds: 600 });
  });

  it('stays near nothing on a queue that keeps up', () => {
    const found = watch(600, (_, now) => ({
      visible: 3,
      inFlight: 10,
      progress: { movedAt: now - 25_000, waitedMs: 40 },
    }));
    expect(found.overdueSeconds).toBeLessThan(60);
  });

  it('is nothing for an empty queue, whatever the index says', () => {
    expect(watch(0, () => ({ events: [event({ sentAt: start - hour })] }))).toMatchObject({
      oldestSeconds: 0,
      overdueSeconds: 0,
    });
  });
});

describe('an event that somebody asked to wait', () => {
  const held = event({ comesBackAt: start + 2 * hour, dueSince: start + 2 * hour });

  it('is old, but not late', () => {
    const found = watch(119, () => ({ inFlight: 1, events: [held] }));
    expect(found).toMatchObject({ oldestSeconds: 119 * 60, overdueSeconds: 0 });
  });

  it('is late from the end of that wait on', () => {
    const found = watch(140, (passed) => ({
      visible: passed > 120 ? 1 : 0,
      inFlight: passed > 120 ? 0 : 1,
      events: [held],
    }));
    expect(found).toMatchObject({ oldestSeconds: 140 * 60, overdueSeconds: 20 * 60 });
  });

  it('hides no other that nobody asked', () => {
    const other = event({ messageId: 'm-2', comesBackAt: start + 91 * minute });
    const found = watch(90, () => ({ inFlight: 2, events: [held, other] }));
    expect(found.overdueSeconds).toBe(90 * 60);
  });
});

describe('a queue that is held on purpose', () => {
  /** Held for two hours with a growing backlog, then let go. */
  const afterwards = (minutes: number, movesUntil: number) =>
    watch(120 + minutes, (passed, now) => ({
      held: passed < 120,
      visible: 500,
      ...(passed >= 120 && {
        progress: {
          movedAt: Math.min(now, start + (120 + movesUntil) * minute),
          waitedMs: 2 * hour,
        },
      }),
    }));

  it('is not late', () => {
    const found = watch(60, () => ({ held: true, visible: 500 }));
    expect(found).toMatchObject({ oldestSeconds: 3_600, overdueSeconds: 0, heldOnPurpose: true });
  });

  it('is not late while it catches up, as long as events leave it', () => {
    expect(afterwards(60, 60)).toMatchObject({ overdueSeconds: 0, heldOnPurpose: true });
  });

  it('is late from then on, if it stops catching up', () => {
    const found = afterwards(30, 5);
    expect(found.heldOnPurpose).toBe(false);
    expect(found.overdueSeconds).toBeGreaterThanOrEqual(20 * 60);
    expect(found.overdueSeconds).toBeLessThan(26 * 60);
  });

  it('may catch up for as long as it was held, and no longer', () => {
    expect(afterwards(115, 300)).toMatchObject({ heldOnPurpose: true });
    expect(afterwards(140, 300)).toMatchObject({ heldOnPurpose: false });
    expect(afterwards(140, 300).overdueSeconds).toBeGreaterThan(900);
  });
});

describe('an index entry of an event that left', () => {
  const forgotten = event({ sentAt: start - hour });

  it('is stale once the queue was seen empty twice, a minute apart', () => {
    expect(watch(0, () => ({ events: [forgotten] })).stale).toEqual([]);
    expect(watch(1, () => ({ events: [forgotten] })).stale).toEqual([forgotten]);
  });

  it('is kept where it came after the queue was first seen empty', () => {
    const late = event({ sentAt: start + 30_000 });
    expect(watch(1, () => ({ events: [late] })).stale).toEqual([]);
  });

  it('is not taken for one while anything is in the queue', () => {
    expect(watch(5, () => ({ inFlight: 1, events: [forgotten] })).stale).toEqual([]);
  });
});
