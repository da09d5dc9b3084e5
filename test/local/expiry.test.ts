import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { countMessages } from '../../lambdas/governor/sqs-queues.ts';
import { dayMs } from '../../lambdas/event/lifetimes.ts';
import { expireWaiting } from '../../lambdas/processor/expire-waiting.ts';
import { SqsPausedQueue } from '../../lambdas/processor/sqs-paused-queue.ts';
import { deadLetterWorld, textOf, type DeadLetterWorld } from '../support/dead-letter-world.ts';
import { jumpingClock } from '../support/jumping-clock.ts';
import { processorWorld } from '../support/processor-world.ts';

let world: DeadLetterWorld;
beforeAll(async () => {
  world = await deadLetterWorld();
});
afterAll(() => world.remove());

const send = (eventId: string) =>
  world.sqs.send(
    new SendMessageCommand({
      QueueUrl: world.queueUrl,
      MessageBody: textOf(eventId),
    }),
  );

/** A processor whose queue nobody else reads, and which is told what its handler runs. */
function expiry() {
  const clock = jumpingClock();
  const runs: string[] = [];
  const batch = processorWorld(world.tables, async ({ eventId }) => void runs.push(eventId), {
    ...world.settling,
    clock,
    records: world.records,
  }).dependencies;
  const dependencies = { queue: new SqsPausedQueue(world.sqs, world.queueUrl), batch } as const;
  return { clock, runs, expire: (ms = 30_000) => expireWaiting(clock.now() + ms, dependencies) };
}

it('dead-letters what has waited thirteen days in a held queue, runs nothing, and hides the rest', async () => {
  const { clock, runs, expire } = expiry();
  await Promise.all(['evt_young', 'evt_younger'].map(send));
  expect(await expire()).toEqual({ expired: 0 });
  expect(await countMessages(world.sqs, world.queueUrl)).toEqual({ visible: 0, inFlight: 2 });

  const eventIds = Array.from({ length: 23 }, (_, at) => `evt_old_${String(at)}`);
  await Promise.all(eventIds.map(send));
  clock.jumpTo(clock.now() + 13 * dayMs + 60_000);
  expect(await expire()).toEqual({ expired: 23 });
  expect(runs).toEqual([]);
  const letters = await world.listed();
  expect(letters.map(({ eventId }) => eventId).sort()).toEqual(eventIds.sort());
  expect(new Set(letters.map(({ reason }) => reason))).toEqual(new Set(['expired-waiting']));
  expect(await countMessages(world.sqs, world.queueUrl)).toEqual({ visible: 0, inFlight: 2 });
  expect(await world.drain(world.deadLetterQueueUrl)).toHaveLength(23);
}, 60_000);

it('finds time for it where an invocation has no more than five seconds', async () => {
  const { clock, expire } = expiry();
  await send('evt_short');
  clock.jumpTo(clock.now() + 13 * dayMs + 60_000);
  expect((await expire(5_000)).expired).toBeGreaterThan(0);
}, 30_000);
