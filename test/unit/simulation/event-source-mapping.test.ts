import { describe, expect, it } from '@jest/globals';
import { Hazards } from '../../../bin/simulation/hazards.ts';
import { seededRandom } from '../../../bin/simulation/seeded-random.ts';
import {
  EventSourceMapping,
  type BatchResponse,
} from '../../../bin/simulation/services/lambda/event-source-mapping.ts';
import { SimulatedFunction } from '../../../bin/simulation/services/lambda/simulated-function.ts';
import {
  SimulatedQueue,
  type ReceivedMessage,
} from '../../../bin/simulation/services/sqs/simulated-queue.ts';
import { SimulatedProcess, type Span } from '../../../bin/simulation/simulated-process.ts';
import { VirtualTime } from '../../../bin/simulation/virtual-time.ts';

type Batch = readonly ReceivedMessage[];
const allDone: BatchResponse = { batchItemFailures: [] };

/** A function that works on each batch for a while, then does what the test says. */
function mappingOf(
  finish: (batch: Batch, process: SimulatedProcess) => BatchResponse,
  workMs = 1_000,
  changeMs?: Span,
) {
  const time = new VirtualTime(0);
  const random = seededRandom(1);
  const hazards = new Hazards(random);
  const never = { least: 0, most: 0 };
  const networkMs = { there: never, back: never };
  const queue = new SimulatedQueue({
    ...{ time, random, hazards, visibilitySeconds: 360, retentionMs: 14 * 86_400_000 },
  });
  const batches: Batch[] = [];
  let running = 0;
  const mostRunning = { count: 0 };
  const processor = new SimulatedFunction<Batch, BatchResponse>({
    time,
    newProcess: () =>
      new SimulatedProcess({ ...{ time, random, hazards, clockOffsetMs: 0 }, networkMs }),
    load: (process) => async (batch) => {
      batches.push(batch);
      running += 1;
      mostRunning.count = Math.max(mostRunning.count, running);
      try {
        await process.clock.sleep(workMs);
        return finish(batch, process);
      } finally {
        running -= 1;
      }
    },
    ...{ timeoutMs: 60_000, coldStartMs: 500, idleMs: 300_000 },
  });
  const mapping = new EventSourceMapping({
    ...{ time, random, hazards, queue, maximumConcurrency: 3 },
    ...(changeMs !== undefined && { changeMs }),
    invoke: (batch, ended) => {
      processor.invoke(batch, ended);
    },
  });
  const send = (count: number) => {
    for (let number = 0; number < count; number += 1) queue.send({ text: 'event' });
  };
  const pass = async (durationMs: number) => {
    let isOver = false;
    time.at(time.now() + durationMs, () => {
      isOver = true;
    });
    await time.run(() => isOver);
  };
  return { queue, mapping, processor, batches, mostRunning, send, pass };
}

describe('a simulated event source mapping', () => {
  it('runs batches of ten side by side, and never more than its maximum concurrency', async () => {
    const { queue, processor, batches, mostRunning, send, pass } = mappingOf(() => allDone);
    send(100);
    await pass(10_000);
    expect(batches).toHaveLength(10);
    expect(mostRunning.count).toBe(3);
    expect(processor.environmentsMade).toBe(3);
    expect([...queue.contents()]).toEqual([]);
  });

  it('leaves in the queue what the function did not settle', async () => {
    const { queue, send, pass } = mappingOf((batch) => ({
      batchItemFailures: batch
        .filter(({ receiveCount }) => receiveCount === 1)
        .slice(0, 2)
        .map(({ messageId }) => ({ itemIdentifier: messageId })),
    }));
    send(10);
    await pass(5_000);
    expect(queue.inFlight).toBe(2);
    await pass(360_000);
    expect([...queue.contents()]).toEqual([]);
  });

  it('leaves a whole batch in the queue whose environment is gone', async () => {
    const { queue, processor, send, pass } = mappingOf((batch, process) => {
      if (batch[0]?.receiveCount === 1) process.kill();
      return allDone;
    });
    send(10);
    await pass(5_000);
    expect(queue.inFlight).toBe(10);
    await pass(360_000);
    expect([...queue.contents()]).toEqual([]);
    expect(processor.environmentsMade).toBe(2);
  });

  it('leaves a batch to its visibility timeout if its environment ends in the middle', async () => {
    const { queue, processor, send, pass } = mappingOf(() => allDone);
    expect(processor.killOne()).toBe(false);
    send(10);
    await pass(1_000);
    expect(processor.killOne()).toBe(true);
    await pass(5_000);
    expect(queue.inFlight).toBe(10);
    await pass(360_000);
    expect([...queue.contents()]).toEqual([]);
  });

  it('takes the configured time for a change', async () => {
    const { mapping, pass } = mappingOf(() => allDone, 1_000, { least: 60_000, most: 60_000 });
    mapping.update({ enabled: false, maximumConcurrency: undefined });
    await pass(59_000);
    expect(mapping.state).toBe('Disabling');
    await pass(1_000);
    expect(mapping.state).toBe('Disabled');
  });

  it('takes a while to be disabled, goes on until then, and finishes what is under way', async () => {
    const { queue, mapping, batches, send, pass } = mappingOf(() => allDone);
    mapping.update({ enabled: false, maximumConcurrency: undefined });
    expect(mapping.state).toBe('Disabling');
    send(1);
    await pass(3_000);
    expect(batches).toHaveLength(1);
    await pass(40_000);
    expect(mapping.state).toBe('Disabled');
    send(50);
    await pass(3_600_000);
    expect(batches).toHaveLength(1);
    expect(queue.visible).toBe(50);
  });

  it('goes on where it stopped when it is enabled, as wide as it is told', async () => {
    const { queue, mapping, mostRunning, send, pass } = mappingOf(() => allDone);
    mapping.update({ enabled: false, maximumConcurrency: undefined });
    await pass(40_000);
    send(50);
    mapping.update({ enabled: true, maximumConcurrency: 2 });
    expect(mapping.state).toBe('Enabling');
    await pass(60_000);
    expect(mapping).toMatchObject({ state: 'Enabled', maximumConcurrency: 2 });
    expect(mostRunning.count).toBe(2);
    expect([...queue.contents()]).toEqual([]);
  });

  it('takes one change at a time', () => {
    const { mapping } = mappingOf(() => allDone);
    mapping.update({ enabled: false, maximumConcurrency: undefined });
    expect(() => {
      mapping.update({ enabled: true, maximumConcurrency: undefined });
    }).toThrow(expect.objectContaining({ name: 'ResourceInUseException' }));
  });

  it('gives up on a batch that does not end in time, and on its environment', async () => {
    const { queue, processor, batches, send, pass } = mappingOf(() => allDone, 61_000);
    send(1);
    await pass(120_000);
    expect({ environments: processor.environmentsMade, inFlight: queue.inFlight }).toEqual({
      environments: 1,
      inFlight: 1,
    });
    await pass(300_000);
    expect(batches).toHaveLength(2);
    expect(processor.environmentsMade).toBe(2);
  });
});
