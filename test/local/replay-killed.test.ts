import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { nothingDone } from '../../lambdas/operations/operation.ts';
import { systemClock as clock } from '../../lambdas/runtime/system-clock.ts';
import { deadLetterWorld, integration } from '../support/dead-letter-world.ts';
import type { DeadLetterWorld } from '../support/dead-letter-world.ts';
import { processorWorld } from '../support/processor-world.ts';
import { breakwater, startBreakwater } from '../support/run-breakwater.ts';
import type { BreakwaterProcess, BreakwaterRun } from '../support/run-breakwater.ts';
import { workOnQueue } from '../support/work-on-queue.ts';

let world: DeadLetterWorld;
beforeEach(async () => {
  world = await deadLetterWorld();
});
afterEach(() => world.remove());

const events = 80;
const words = ['dlq', 'replay', '--all', '--yes', '--rate', '40', '--hold', '2'];

/** Works on the queue as the processor does, until it is told to stop. */
async function work(effects: Map<string, number>, stop: AbortSignal): Promise<void> {
  const { dependencies } = processorWorld(
    world.tables,
    (webhook) => {
      effects.set(webhook.eventId, (effects.get(webhook.eventId) ?? 0) + 1);
      return Promise.resolve();
    },
    { ...world.settling },
  );
  while (!stop.aborted) await workOnQueue(world, dependencies);
}

describe('a replay that is killed again and again', () => {
  it('loses no event and repeats no effect, wherever it is killed', async () => {
    const ids = Array.from({ length: events }, (_, at) => `evt_${String(at)}`);
    await Promise.all(ids.map((id) => world.die(id)));
    const effects = new Map<string, number>();
    const stop = new AbortController();
    const working = work(effects, stop.signal);
    const kills: number[] = [];
    try {
      for (;;) {
        const run = startBreakwater([...words, '--stage', world.stage]);
        const afterMs = 700 + Math.random() * 1_300;
        const kill = setTimeout(() => {
          if (kills.length >= 5) return;
          kills.push(Math.round(afterMs));
          run.kill('SIGKILL');
        }, afterMs);
        const { status, out, err } = await run.ended;
        clearTimeout(kill);
        if (status === undefined) continue;
        expect({ status, out, err }).toMatchObject({ status: 0 });
        break;
      }
      while (effects.size < events) await clock.sleep(50);
    } finally {
      stop.abort();
      await working;
    }
    // Says where it was killed, should it ever fail.
    expect({ kills, repeated: [...effects].filter(([, count]) => count !== 1) }).toEqual({
      kills,
      repeated: [],
    });
    expect(await world.listed()).toEqual([]);
    expect(await world.drain(world.deadLetterQueueUrl)).toEqual([]);
    const letters = await world.records.deadLetters(`${integration}#evt_0`);
    expect((await world.book.read(integration, letters)).get(letters[0] ?? '')).toMatchObject({
      replays: 1,
      doneAt: expect.any(Number),
    });
  }, 120_000);

  it('leaves nothing behind that keeps the next replay from what died since', async () => {
    await world.die('evt_first');
    const replay = ['dlq', 'replay', '--all', '--yes', '--stage', world.stage];
    // Killed when all is moved and before that is noted, whenever that is: here its note is taken back.
    await breakwater(...replay);
    const [{ id = '', counts = nothingDone, cutoff = 0 } = {}] = await world.operations.recent(1);
    await world.operations.note(id, counts, 'running');
    while (Date.now() <= cutoff) await clock.sleep(50);
    await world.die('evt_since');

    const { out, status } = await breakwater(...replay, '--json');
    expect({ status, report: JSON.parse(out) as unknown }).toMatchObject({
      status: 0,
      report: { integrations: [{ resumed: false, counts: { done: 1 }, newer: 0 }] },
    });
  }, 60_000);
});

describe('a replay that is interrupted by Ctrl-C', () => {
  it('finishes what is in hand, and says how to go on', async () => {
    const ids = Array.from({ length: 40 }, (_, at) => `evt_ctrl_${String(at)}`);
    await Promise.all(ids.map((id) => world.die(id)));
    const words = ['dlq', 'replay', '--all', '--yes', '--rate', '2', '--stage', world.stage];
    const run = startBreakwater(words);
    await untilMoved(run, ids.length);
    run.kill('SIGINT');
    const { out, status } = await run.ended;
    expect(out).toContain('The same command within the hour goes on where it ended.');
    expect(status).toBe(1);
    const sent = await world.drain(world.queueUrl);
    // What was not moved is there for the next one at once, and nothing is in both places.
    expect(await world.drain(world.deadLetterQueueUrl)).toHaveLength(ids.length - sent.length);
  }, 60_000);
});

/** @throws where the command ended before it moved anything */
async function untilMoved(run: BreakwaterProcess, listed: number): Promise<void> {
  let ended: BreakwaterRun | undefined;
  void run.ended.then((how) => {
    ended = how;
  });
  while ((await world.listed()).length === listed) {
    if (ended !== undefined) throw new Error(`It ended before: ${JSON.stringify(ended)}`);
    await clock.sleep(20);
  }
}
