import { describe, expect, it } from '@jest/globals';
import { Hazards, type HazardRates } from '../../../bin/simulation/hazards.ts';
import { seededRandom } from '../../../bin/simulation/seeded-random.ts';
import {
  mostInFlight,
  SimulatedQueue,
  type QueueSettings,
} from '../../../bin/simulation/services/sqs/simulated-queue.ts';
import { VirtualTime } from '../../../bin/simulation/virtual-time.ts';

const hour = 3_600_000;

function queueWith(changes: Partial<QueueSettings> = {}, rates: Partial<HazardRates> = {}) {
  const time = new VirtualTime(0);
  const random = seededRandom(1);
  const hazards = new Hazards(random);
  hazards.begin(rates);
  const settings = {
    ...{ time, random, hazards },
    visibilitySeconds: 360,
    retentionMs: 14 * 24 * hour,
  };
  const deadLetters = new SimulatedQueue(settings);
  const redrive = { maxReceiveCount: 3, to: deadLetters };
  const queue = new SimulatedQueue({ ...settings, redrive, ...changes });
  const passTo = async (moment: number) => {
    let isOver = false;
    time.at(moment, () => {
      isOver = true;
    });
    await time.run(() => isOver);
  };
  return { queue, deadLetters, passTo };
}

function one(queue: SimulatedQueue) {
  const [message, ...more] = queue.receive(10);
  if (message === undefined || more.length > 0) throw new Error('Not exactly one message.');
  return message;
}

describe('a simulated queue', () => {
  it('hands out at most ten messages at once, each once', () => {
    const { queue } = queueWith();
    for (let number = 0; number < 25; number += 1) queue.send({ text: String(number) });
    const batches = [queue.receive(10), queue.receive(10), queue.receive(10), queue.receive(10)];
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 5, 0]);
    expect(new Set(batches.flat().map(({ content }) => content.text)).size).toBe(25);
  });

  it('hides what it has handed out for its visibility timeout, and counts each receive', async () => {
    const { queue, passTo } = queueWith();
    queue.send({ text: 'event' });
    expect(one(queue)).toMatchObject({ receiveCount: 1, sentAt: 0 });
    await passTo(359_999);
    expect(queue.receive(10)).toEqual([]);
    await passTo(360_001);
    expect(one(queue)).toMatchObject({ receiveCount: 2, sentAt: 0 });
  });

  it('hides a message for as long as it is told, from then on', async () => {
    const { queue, passTo } = queueWith();
    queue.send({ text: 'event' });
    const { receiptHandle } = one(queue);
    await passTo(10_000);
    queue.changeVisibility(receiptHandle, 600);
    await passTo(609_999);
    expect(queue.receive(10)).toEqual([]);
    await passTo(610_001);
    expect(one(queue).receiveCount).toBe(2);
  });

  it('hides no message for longer than twelve hours after its receive', async () => {
    const { queue, passTo } = queueWith();
    queue.send({ text: 'event' });
    const { receiptHandle } = one(queue);
    await passTo(60_000);
    expect(() => queue.changeVisibility(receiptHandle, 12 * 3_600)).toThrow('12 hours');
    queue.changeVisibility(receiptHandle, 12 * 3_600 - 60);
  });

  it('takes no word for a receive that is over', async () => {
    const { queue, passTo } = queueWith();
    queue.send({ text: 'event' });
    const { receiptHandle } = one(queue);
    await passTo(360_001);
    expect(() => queue.changeVisibility(receiptHandle, 1)).toThrow('not in flight');
    queue.delete(receiptHandle);
    expect(one(queue).receiveCount).toBe(2);
  });

  it('forgets what is deleted', async () => {
    const { queue, passTo } = queueWith();
    queue.send({ text: 'event' });
    queue.delete(one(queue).receiptHandle);
    await passTo(24 * hour);
    expect([...queue.contents()]).toEqual([]);
  });

  it('moves a message that was received too often, with the time at which it was sent', async () => {
    const { queue, deadLetters, passTo } = queueWith();
    queue.send({ text: 'event' });
    for (let receive = 1; receive <= 3; receive += 1) {
      expect(one(queue).receiveCount).toBe(receive);
      await passTo(receive * 360_001);
    }
    expect(queue.receive(10)).toEqual([]);
    expect(one(deadLetters)).toMatchObject({ sentAt: 0, content: { text: 'event' } });
  });

  it('drops what it has kept for as long as it can', async () => {
    const { queue, passTo } = queueWith();
    queue.send({ text: 'event' });
    await passTo(14 * 24 * hour);
    expect(queue.receive(10)).toEqual([]);
    expect(queue.expired).toEqual([{ text: 'event' }]);
  });

  it('hands nothing out while too much is in flight', () => {
    const { queue } = queueWith();
    for (let number = 0; number <= mostInFlight; number += 1) queue.send({ text: 'event' });
    for (let number = 0; number < mostInFlight; number += 10) queue.receive(10);
    expect({ visible: queue.visible, inFlight: queue.inFlight }).toEqual({
      visible: 1,
      inFlight: mostInFlight,
    });
    expect(queue.receive(10)).toEqual([]);
  });

  it('hands a message out again though somebody has it, and though it was deleted, as SQS may', async () => {
    const { queue, passTo } = queueWith({}, { duplicated: 1 });
    queue.send({ text: 'event' });
    expect(one(queue).receiveCount).toBe(1);
    await passTo(30_001);
    const again = one(queue);
    expect(again.receiveCount).toBe(2);
    queue.delete(again.receiptHandle);
    await passTo(hour);
    expect(one(queue).receiveCount).toBe(3);
  });

  it('tells whoever watches that a message can be received', async () => {
    const { queue, passTo } = queueWith();
    let told = 0;
    queue.watch(() => {
      told += 1;
    });
    queue.send({ text: 'event' });
    queue.receive(10);
    await passTo(360_001);
    expect(told).toBe(2);
  });
});
