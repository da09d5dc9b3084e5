import { describe, expect, it } from '@jest/globals';
import { judgeToxic, type EventEnd } from '../../../bin/chaos/judge-toxic.ts';

const done: EventEnd = { place: 'done', effects: 1 };
const gone = { name: 'down', outage: true };
const slow = { name: 'slicer', outage: false };

function judged(...others: EventEnd[]) {
  const events = [done, done, ...others];
  const sight = { events, queued: 1, breakerOpened: true, breakerClosed: true };
  return judgeToxic(gone, sight);
}

describe('what a toxic may cost', () => {
  it('is time, and nothing else', () => {
    expect(judged()).toMatchObject({ sent: 2, effects: 2, recovered: true, ok: true });
  });

  it.each<[string, EventEnd, object]>([
    ['an order that was made twice', { place: 'done', effects: 2 }, { repeated: 1 }],
    ['an event that is done without an order', { place: 'done', effects: 0 }, { lost: 1 }],
    ['a dead letter', { place: 'dead-letter', effects: 0 }, { deadLettered: 1 }],
    [
      'a dead letter whose order was made after all',
      { place: 'dead-letter', effects: 1 },
      { deadLettered: 1, lost: 0 },
    ],
    ['an event that still waits', { place: 'queue', effects: 1 }, { recovered: false, lost: 0 }],
    ['a webhook that was refused', { place: undefined, effects: 0 }, { refused: 1, sent: 2 }],
  ])('is not %s', (_what, event, figures) => {
    expect(judged(event)).toMatchObject({ ...figures, ok: false });
  });

  it('is not an event that is nowhere', () => {
    const waits: EventEnd = { place: 'queue', effects: 0 };
    expect(judged(waits, waits, waits)).toMatchObject({ lost: 2, ok: false });
  });

  it('nor are two wrongs a right', () => {
    const twice: EventEnd = { place: 'done', effects: 2 };
    expect(judged(twice, { place: 'dead-letter', effects: 1 }).ok).toBe(false);
  });
});

describe('the breaker', () => {
  const sight = { events: [done], queued: 0, breakerClosed: true };

  it.each([
    [gone, true],
    [slow, false],
  ])('opens where the upstream is as good as gone, and nowhere else: %j', (toxic, opens) => {
    expect(judgeToxic(toxic, { ...sight, breakerOpened: opens }).ok).toBe(true);
    expect(judgeToxic(toxic, { ...sight, breakerOpened: !opens }).ok).toBe(false);
  });

  it('is closed in the end', () => {
    const open = { ...sight, breakerOpened: true, breakerClosed: false };
    expect(judgeToxic(gone, open)).toMatchObject({ recovered: false, ok: false });
  });
});
