import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemorySlotStore } from '../../../lambdas/breaker/memory-slot-store.ts';
import { SharedHealth } from '../../../lambdas/breaker/shared-health.ts';
import type { SlotStore } from '../../../lambdas/breaker/slot-store.ts';
import { slotIndex, slotMs } from '../../../lambdas/breaker/slot.ts';
import { seededRandom } from '../../../bin/bench/seeded-random.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';

const epoch = 5;
const hour = 60 * 60_000;

let clock: FakeClock;
let slots: MemorySlotStore;
let failures: unknown[];
let environments: number;

beforeEach(() => {
  clock = fakeClock();
  slots = new MemorySlotStore();
  failures = [];
  environments = 0;
});

function environment(store: SlotStore = slots): SharedHealth {
  environments += 1;
  return new SharedHealth('crm', {
    slots: store,
    clock,
    random: seededRandom(environments),
    environment: `e${String(environments)}`,
    onFailure: (error) => void failures.push(error),
  });
}

/** One call every so often; what the last one came to. */
async function calls(
  health: SharedHealth,
  result: 'alive' | 'failed',
  {
    count,
    everyMs = 500,
    epochOfCalls = epoch,
  }: { count: number; everyMs?: number; epochOfCalls?: number },
) {
  let rule;
  for (let call = 1; call <= count; call += 1) {
    rule = await health.record(result, epochOfCalls);
    await clock.advance(everyMs);
  }
  return rule;
}

describe('an environment that is alone', () => {
  it('is enough to see a hard outage', async () => {
    expect(await calls(environment(), 'failed', { count: 4 })).toBeUndefined();
    const again = environment();
    expect(await calls(again, 'failed', { count: 12 })).toBe('hard-outage');
  });

  it('counts its own calls exactly, and not once more through what it told', async () => {
    const health = environment();
    await calls(health, 'alive', { count: 3, everyMs: 0 });
    // 11 of 14 are less than four fifths, 12 of 15 are not.
    expect(await calls(health, 'failed', { count: 11 })).toBeUndefined();
    expect(await calls(health, 'failed', { count: 1 })).toBe('hard-outage');
  });

  it('sees a hard outage that comes after a quiet time, too', async () => {
    const health = environment();
    await calls(health, 'alive', { count: 100 });
    await clock.advance(2 * 60_000);
    await calls(health, 'alive', { count: 20 });
    let [failures, rule] = [0, undefined as string | undefined];
    while (rule === undefined && failures < 100) {
      rule = await calls(health, 'failed', { count: 1 });
      failures += 1;
    }
    expect([rule, failures < 20]).toEqual(['hard-outage', true]);
  });

  it.each([2, 3, 4])('sees one first, of a big fleet that has gone to sleep (%i)', async (seed) => {
    environments = seed;
    const health = environment();
    for (let other = 1; other <= 1_000; other += 1) {
      const report = { environment: `o${String(other)}`, failed: 0, alive: 20 };
      await slots.add('crm', epoch, slotIndex(clock.now()), report);
    }
    await calls(health, 'alive', { count: 1 });
    await clock.advance(10 * 60_000);
    expect(await calls(health, 'failed', { count: 12 })).toBe('hard-outage');
  });

  it('forgets calls of an epoch that is over, and takes no late one for its own', async () => {
    const health = environment();
    await calls(health, 'failed', { count: 4 });
    expect(await calls(health, 'failed', { count: 1, epochOfCalls: epoch + 1 })).toBeUndefined();
    expect(await calls(health, 'failed', { count: 10, epochOfCalls: epoch })).toBeUndefined();
    expect(await calls(health, 'failed', { count: 3, epochOfCalls: epoch + 1 })).toBeUndefined();
    expect(await calls(health, 'failed', { count: 1, epochOfCalls: epoch + 1 })).toBe(
      'hard-outage',
    );
  });

  it('goes back to the shared epoch after a while with a breaker of its own', async () => {
    const health = environment();
    await calls(health, 'failed', { count: 1, epochOfCalls: epoch + 2 });
    await clock.advance(60_000);
    expect(await calls(health, 'failed', { count: 5, epochOfCalls: epoch })).toBe('hard-outage');
  });
});

describe('several environments', () => {
  it('see together what none of them sees alone', async () => {
    const fleet = [environment(), environment(), environment()];
    const rules: (string | undefined)[] = [];
    for (let round = 1; round <= 4; round += 1) {
      for (const health of fleet) rules.push(await health.record('failed', epoch));
      await clock.advance(2_000);
    }
    expect(rules.indexOf('hard-outage')).toBe(9);
  });

  it('do not believe the only one that fails', async () => {
    const [bad, good] = [environment(), environment()];
    await calls(good, 'alive', { count: 20 });
    for (let round = 1; round <= 50; round += 1) {
      await good.record('alive', epoch);
      expect(await bad.record('failed', epoch)).toBeUndefined();
      await clock.advance(1_000);
    }
  });

  it('hear of the first success after failures that others met', async () => {
    const [failing, answered, asking] = [environment(), environment(), environment()];
    await failing.record('failed', epoch);
    const failedAt = clock.now();
    await clock.advance(20 * 60_000);
    await answered.record('alive', epoch);
    await clock.advance(hour);
    expect(await asking.answeredSince(failedAt)).toBe(true);
  });
});

describe('somebody was answered since', () => {
  it('a moment: yes, also where another environment was, and hours ago', async () => {
    const since = clock.now();
    await clock.advance(4_000);
    await calls(environment(), 'alive', { count: 20, everyMs: 60_000 });
    await clock.advance(3 * hour);
    expect(await environment().answeredSince(since)).toBe(true);
    expect(await environment().answeredSince(clock.now() - hour)).toBe(false);
  });

  it('not where it was just before, within the length of a slot and the difference of two clocks', async () => {
    await calls(environment(), 'alive', { count: 20, everyMs: 0 });
    const index = slotIndex(clock.now());
    expect((await slots.newest('crm', 1))[0]).toMatchObject({ index, alive: 20 });
    const other = environment();
    expect(await other.answeredSince(index * slotMs - 2_000)).toBe(true);
    expect(await other.answeredSince(index * slotMs - 1_999)).toBe(false);
  });

  it('is known to the environment itself to the millisecond, whatever it told', async () => {
    const health = environment();
    await health.record('alive', epoch);
    expect(await health.answeredSince(clock.now())).toBe(true);
    expect(await health.answeredSince(clock.now() + 1)).toBe(false);
  });
});

describe('403s', () => {
  it('are blamed on the credential when three events met one with no success between', async () => {
    const health = environment();
    expect(await health.forbidden('a', epoch)).toBe(false);
    expect(await health.forbidden('a', epoch)).toBe(false);
    expect(await health.forbidden('b', epoch)).toBe(false);
    await health.record('alive', epoch);
    expect(await health.forbidden('c', epoch)).toBe(false);
    expect(await health.forbidden('d', epoch)).toBe(false);
    expect(await health.forbidden('e', epoch)).toBe(true);
  });

  it('count across environments', async () => {
    expect(await environment().forbidden('a', epoch)).toBe(false);
    await clock.advance(hour);
    expect(await environment().forbidden('b', epoch)).toBe(false);
    await clock.advance(hour);
    expect(await environment().forbidden('b', epoch)).toBe(false);
    expect(await environment().forbidden('c', epoch)).toBe(true);
  });

  it('are about the events while others are answered', async () => {
    const [answered, forbidden] = [environment(), environment()];
    await calls(answered, 'alive', { count: 40, everyMs: 100 });
    for (const event of ['a', 'b', 'c', 'd']) {
      expect(await forbidden.forbidden(event, epoch)).toBe(false);
    }
    await clock.advance(3 * slotMs);
    expect(await forbidden.forbidden('e', epoch)).toBe(true);
  });

  it('of an epoch that is over, or of another credential then, do not count', async () => {
    const health = environment();
    await health.forbidden('a', epoch);
    await health.forbidden('b', epoch);
    expect(await health.forbidden('c', epoch + 1)).toBe(false);
    expect(await health.forbidden('d', epoch)).toBe(false);
    expect(await environment().forbidden('e', epoch + 1)).toBe(false);
  });

  it('name no event', async () => {
    await environment().forbidden('evt_secret', epoch);
    const [slot] = await slots.newest('crm', 1);
    expect([...(slot?.forbidden ?? [])]).toEqual([expect.stringMatching(/^[0-9a-f]{8}$/)]);
  });
});

describe('a store that does not answer', () => {
  const down: SlotStore = {
    add: () => Promise.reject(new Error('down')),
    newest: () => Promise.reject(new Error('down')),
  };

  it('leaves an environment with what it saw itself', async () => {
    const health = environment(down);
    await health.record('alive', epoch);
    expect(await health.answeredSince(clock.now())).toBe(true);
    expect(await health.answeredSince(clock.now() + 1)).toBe(false);
    await clock.advance(10_000);
    expect(await calls(health, 'failed', { count: 5, everyMs: 100 })).toBe('hard-outage');
    for (const event of ['a', 'b']) expect(await health.forbidden(event, epoch)).toBe(false);
    expect(await health.forbidden('c', epoch)).toBe(true);
  });

  it('is left alone for a while, so that no call waits for it again', async () => {
    const health = environment(down);
    await calls(health, 'failed', { count: 40, everyMs: 100 });
    expect(failures).toHaveLength(1);
    await clock.advance(5_000);
    await health.record('failed', epoch);
    expect(failures).toHaveLength(2);
  });

  it('is believed again as soon as it answers', async () => {
    let isDown = true;
    const store: SlotStore = {
      add: (...report) => (isDown ? down.add(...report) : slots.add(...report)),
      newest: (...query) => (isDown ? down.newest(...query) : slots.newest(...query)),
    };
    const health = environment(store);
    await health.record('failed', epoch);
    isDown = false;
    await calls(environment(), 'alive', { count: 40, everyMs: 200 });
    expect(await calls(health, 'failed', { count: 10, everyMs: 100 })).toBeUndefined();
  });
});

it('asks the store for nothing while calls succeed, but for a look now and then', async () => {
  let reads = 0;
  let writes = 0;
  const counting: SlotStore = {
    add: (...report) => ((writes += 1), slots.add(...report)),
    newest: (...query) => ((reads += 1), slots.newest(...query)),
  };
  await calls(environment(counting), 'alive', { count: 1_200, everyMs: 250 });
  expect(reads).toBe(10);
  expect(writes).toBe(60);
});
