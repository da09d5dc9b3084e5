import { describe, expect, it } from '@jest/globals';
import { Hazards, type HazardRates } from '../../../bin/simulation/hazards.ts';
import { seededRandom } from '../../../bin/simulation/seeded-random.ts';
import { SimulatedProcess } from '../../../bin/simulation/simulated-process.ts';
import { VirtualTime } from '../../../bin/simulation/virtual-time.ts';

function processWith(rates: Partial<HazardRates> = {}, clockOffsetMs = 0, callSite?: string) {
  const random = seededRandom(1);
  const hazards = new Hazards(random);
  hazards.begin(rates, callSite);
  const time = new VirtualTime(0);
  const process = new SimulatedProcess({
    ...{ time, random, hazards, clockOffsetMs },
    networkMs: { there: { least: 5, most: 5 }, back: { least: 5, most: 5 } },
  });
  /** Runs a piece of its code to its end, and says when that was and how it ended. */
  const run = async (work: () => Promise<unknown>) => {
    const ends: string[] = [];
    const end = (how: string) => void ends.push(`${String(time.now())} ${how}`);
    process.start(() => {
      work().then(
        (result) => {
          end(String(result));
        },
        (error: unknown) => {
          end(String(error));
        },
      );
    });
    await time.run(() => false);
    return ends;
  };
  return { time, process, hazards, run };
}

describe('a simulated process', () => {
  it('gets the answer of a service after the way there and back', async () => {
    const { process, run } = processWith();
    expect(await run(() => process.ask(() => 'answer', 3))).toEqual(['10 answer']);
  });

  it('gets a refusal of a service as it is, and does not ask again', async () => {
    const { process, run } = processWith();
    let asked = 0;
    const refuse = () => {
      asked += 1;
      throw new TypeError('no');
    };
    expect(await run(() => process.ask(refuse, 3))).toEqual(['10 TypeError: no']);
    expect(asked).toBe(1);
  });

  it('asks again when its request is lost, and the service never knows', async () => {
    const { process, run } = processWith({ requestLost: 1 });
    let asked = 0;
    const [end] = await run(() => process.ask(() => (asked += 1), 3));
    expect(end).toContain('TimeoutError');
    expect(asked).toBe(0);
  });

  it('asks again when the answer is lost, and the service does it again', async () => {
    const { process, run } = processWith({ answerLost: 1 });
    let asked = 0;
    const [end] = await run(() => process.ask(() => (asked += 1), 3));
    expect(end).toContain('TimeoutError');
    expect(asked).toBe(3);
  });

  it('sees a final failure at the first call of a site, whether or not the service carried it out', async () => {
    const { process, hazards, run } = processWith({ callFailed: 0.5 }, 0, 'one');
    const served: number[] = [];
    for (let call = 0; call < 50; call += 1) {
      let asked = 0;
      const ends = await run(() =>
        process.ask(
          () => (asked += 1),
          3,
          () => 'one',
        ),
      );
      if (ends[0]?.includes('TimeoutError')) served.push(asked);
      else expect(asked).toBe(1);
    }
    expect(new Set(served)).toEqual(new Set([0, 3]));
    expect(hazards.failuresByCallSite.get('one')).toBe(served.length);
    expect(served.length).toBeLessThan(50);
  });

  it('fails finally at the named call site only', async () => {
    const { process, hazards, run } = processWith({ callFailed: 1 }, 0, 'one');
    const ends = await run(() =>
      process.ask(
        () => 'answer',
        3,
        () => 'other',
      ),
    );
    expect(ends).toEqual(['10 answer']);
    expect(hazards.failuresByCallSite).toEqual(new Map([['other', 0]]));
  });

  it('never goes on once it is killed, whatever it waits for', async () => {
    const { time, process, run } = processWith();
    let isTold = false;
    process.whenKilled(() => {
      isTold = true;
    });
    time.at(7, () => {
      process.kill();
    });
    let asked = 0;
    const work = async () => {
      await process.ask(() => (asked += 1), 3);
      return 'went on';
    };
    expect(await run(work)).toEqual([]);
    expect(asked).toBe(1);
    expect(isTold).toBe(true);
  });

  it('wakes early when its signal aborts', async () => {
    const { time, process, run } = processWith();
    const abort = new AbortController();
    time.at(30, () => {
      abort.abort(new Error('enough'));
    });
    const sleep = () => process.clock.sleep(1_000, abort.signal);
    expect(await run(sleep)).toEqual(['30 Error: enough']);
  });

  it('is killed by chance at whatever it waits for', async () => {
    const { process, run } = processWith({ killed: 0.5 });
    const work = async () => {
      for (let waits = 0; waits < 100; waits += 1) await process.clock.sleep(1);
      return 'survived';
    };
    expect(await run(work)).toEqual([]);
    expect(process.isAlive).toBe(false);
  });

  it('has a clock of its own', () => {
    expect(processWith({}, -1_500).process.clock.now()).toBe(-1_500);
  });
});
