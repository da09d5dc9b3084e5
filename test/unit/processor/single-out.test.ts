import { describe, expect, it } from '@jest/globals';
import { encodeMessage } from '../../../lambdas/event/webhook-message.ts';
import type { EventRecords } from '../../../lambdas/processor/event-records.ts';
import { singleOut, waitsItsTurn } from '../../../lambdas/processor/single-out.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { webhook } from '../../support/webhook.ts';

const record = (eventId: string, receiveCount = 2) => ({
  ...{ messageId: `m-${eventId}`, receiptHandle: `r-${eventId}`, sentAt: 0, receiveCount },
  ...{ acceptedAt: 0, released: [] },
  text: encodeMessage(webhook({ eventId })),
});

/** How often each event's run was lost alone; undefined where none is open. */
function recordsOf(lostAlone: Readonly<Record<string, number | undefined>>) {
  const asked: string[] = [];
  const openRun = async (key: string) => {
    const eventId = key.slice(key.indexOf('#') + 1);
    asked.push(eventId);
    const lost = lostAlone[eventId];
    if (lost === -1) throw new Error('The table is down.');
    return lost === undefined ? undefined : { lostAlone: lost };
  };
  return { asked, records: { openRun } as unknown as EventRecords };
}

describe('An event whose last run did not say how it ended', () => {
  it('runs alone, before those that were lost alone more often', async () => {
    const { records } = recordsOf({ guilty: 2, innocent: 0, suspect: 1 });
    const batch = ['guilty', 'fine', 'innocent', 'suspect'].map((id) => record(id));
    expect((await singleOut(batch, records))?.messageId).toBe('m-innocent');
  });

  it('is looked for from its second receive on', async () => {
    const { records, asked } = recordsOf({ first: 0, second: 0 });
    const batch = [record('first', 1), record('second', 2)];
    expect((await singleOut(batch, records))?.messageId).toBe('m-second');
    expect(asked).toEqual(['second']);
  });

  it('is not looked for where it is the only one of its batch', async () => {
    const { records, asked } = recordsOf({ only: 1 });
    expect(await singleOut([record('only')], records)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('holds no other up where the table does not answer', async () => {
    const { records } = recordsOf({ unknown: -1 });
    const batch = [record('unknown'), record('fine')];
    expect(await singleOut(batch, records)).toBeUndefined();
  });

  it('lets the others of its batch come back within a second, at no cost', () => {
    const clock = fakeClock();
    const waiting = waitsItsTurn(record('other'), { clock, random: () => 0.5 });
    expect(waiting).toMatchObject({
      head: { eventId: 'other' },
      outcome: { kind: 'park', until: clock.now() + 500 },
    });
    expect(waiting.counted).toBeUndefined();
  });
});
