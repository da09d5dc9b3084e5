import { describe, expect, it } from '@jest/globals';
import { VirtualTime } from '../../../bin/simulation/virtual-time.ts';

const start = Date.UTC(2026, 0, 1);

function timeWithNotes() {
  const time = new VirtualTime(start);
  const notes: string[] = [];
  const note = (text: string) => {
    notes.push(`${String(time.now() - start)} ${text}`);
  };
  return { time, notes, note };
}

const never = () => false;

describe('virtual time', () => {
  it('passes from one moment at which something happens to the next, in order', async () => {
    const { time, notes, note } = timeWithNotes();
    for (const ms of [700, 50, 3_600_000, 2, 51]) time.at(start + ms, () => note('now'));
    await time.run(never);
    expect(notes).toEqual(['2 now', '50 now', '51 now', '700 now', '3600000 now']);
  });

  it('lets what happens at one moment happen in the order in which it was asked for', async () => {
    const { time, notes, note } = timeWithNotes();
    for (const text of ['a', 'b', 'c']) time.at(start + 5, () => note(text));
    await time.run(never);
    expect(notes).toEqual(['5 a', '5 b', '5 c']);
  });

  it('does not pass while code can go on', async () => {
    const { time, notes, note } = timeWithNotes();
    time.at(start + 1, () => {
      void (async () => {
        for (let step = 0; step < 100; step += 1) await Promise.resolve();
        note('a hundred steps later');
        time.at(time.now(), () => note('asked for at this very moment'));
      })();
    });
    time.at(start + 2, () => note('the next moment'));
    await time.run(never);
    expect(notes).toEqual([
      '1 a hundred steps later',
      '1 asked for at this very moment',
      '2 the next moment',
    ]);
  });

  it('leaves out what was called off', async () => {
    const { time, notes, note } = timeWithNotes();
    const appointment = time.at(start + 5, () => note('never'));
    time.at(start + 4, () => {
      appointment.cancel();
    });
    await time.run(never);
    expect(notes).toEqual([]);
  });

  it('stops before the moment at which it is over, and goes on from there', async () => {
    const { time, notes, note } = timeWithNotes();
    time.at(start + 1, () => note('first'));
    time.at(start + 2, () => note('second'));
    await time.run(() => notes.length === 1);
    expect(notes).toEqual(['1 first']);
    await time.run(never);
    expect(notes).toEqual(['1 first', '2 second']);
  });

  it("is what the machine's own clock tells meanwhile, by each one's own clock, and not after", async () => {
    const { time } = timeWithNotes();
    const seen: number[] = [];
    const look = () => {
      void (async () => {
        await Promise.resolve();
        seen.push(Date.now() - start);
      })();
    };
    time.at(start + 100, look, 2_000);
    time.at(start + 100, look, -2_000);
    time.at(start + 100, look);
    await time.run(never);
    expect(seen).toEqual([2_100, -1_900, 100]);
    expect(Date.now()).toBeGreaterThan(start + 3_600_000);
  });
});
