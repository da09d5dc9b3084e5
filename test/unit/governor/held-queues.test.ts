import { describe, expect, it } from '@jest/globals';
import { runGovernor, type GovernorDependencies } from '../../../lambdas/governor/run-governor.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import {
  gauge,
  governorWorld,
  mapping,
  minute,
  minutes,
  waiting,
  type GovernorWorld,
} from '../../support/governor-world.ts';

const day = 24 * 60 * minute;
const clock = () => fakeClock(Date.UTC(2026, 0, 1));
const pausedBy = (time: { now(): number }) => ({ by: 'ada', reason: 'why', since: time.now() });

/** The governor of a world in which the oldest event that came back to its queue is so old. */
function withOldest({ dependencies, clock }: GovernorWorld, ageMs: number): GovernorDependencies {
  const event = { messageId: 'm', eventId: 'e', comesBackAt: 0, dueSince: 0 };
  const oldest = async () => ({
    events: [{ ...event, sentAt: clock.now() - ageMs }],
    complete: true,
  });
  return { ...dependencies, index: { ...dependencies.index, oldest } };
}

/** A person has held the queue for twelve days and lets it go; the governor has not looked since. */
async function resumedAfterTwelveDays(events = 0) {
  const time = clock();
  const pause = pausedBy(time);
  const pauses = { orders: { pause } };
  const world = governorWorld({ clock: time, pauses, counts: waiting(events) });
  await world.minute();
  await time.advance(12 * day);
  world.pauses.set('orders', { pause, resumed: pausedBy(time) });
  return { time, world };
}

describe('a queue that nobody reads', () => {
  it('is searched for events that are about to outlive it, from the twelfth day on', async () => {
    const time = clock();
    const world = governorWorld({ clock: time, pauses: { orders: { pause: pausedBy(time) } } });
    await world.minute();
    await time.advance(12 * day - 2 * minute);
    await world.minute();
    expect(world.expiring).toEqual([]);
    await world.minute();
    await world.minute();
    expect(world.expiring).toEqual(['orders', 'orders']);
  });

  it('has been held since the first of several stops, while it does not come to rest between them', async () => {
    const { time, world } = await resumedAfterTwelveDays(90_000);
    expect(await minutes(world, 1)).toEqual(['enabled 10']);
    expect(world.expiring).toEqual([]);
    world.pauses.set('orders', { pause: pausedBy(time) });
    await minutes(world, 2);
    expect(world.expiring).toEqual(['orders']);
  });

  /** Held for twelve days, let go, and found with nothing that can be received. */
  async function letGoAfterTwelveDays() {
    const { time, world } = await resumedAfterTwelveDays();
    await minutes(world, 2);
    expect(mapping(world)).toBe('enabled 10');
    return { time, world };
  }

  it('has been held since the first stop while some of it may be hidden still', async () => {
    const { time, world } = await letGoAfterTwelveDays();
    await time.advance(day / 2 - 10 * minute);
    await world.minute();
    world.pauses.set('orders', { pause: pausedBy(time) });
    await minutes(world, 2);
    expect(world.expiring).toEqual(['orders']);
  });

  it('is as good as new once it was at rest for as long as SQS hides anything', async () => {
    const { time, world } = await letGoAfterTwelveDays();
    await time.advance(day / 2);
    await world.minute();
    const taken = await world.record.take('test', time.now(), 1, false);
    expect(taken?.notes.integrations).toEqual({});
    await time.advance(minute);
    world.pauses.set('orders', { pause: pausedBy(time) });
    await minutes(world, 3);
    expect(world.expiring).toEqual([]);
  });

  it('is searched from the first day where an event has come back to it for twelve', async () => {
    const time = clock();
    const world = governorWorld({ clock: time, pauses: { orders: { pause: pausedBy(time) } } });
    await world.minute();
    await runGovernor(withOldest(world, 12 * day - 1));
    expect(world.expiring).toEqual([]);
    await runGovernor(withOldest(world, 12 * day));
    expect(world.expiring).toEqual(['orders']);
  });

  it('is searched where Lambda does not let anybody read it, though it ought to be read', async () => {
    const { world } = await resumedAfterTwelveDays();
    world.mappings.isBusy = true;
    expect(await minutes(world, 1)).toEqual(['disabled']);
    expect(world.expiring).toEqual([]);
    expect(await minutes(world, 2)).toEqual(['disabled', 'disabled']);
    expect(world.expiring).toEqual(['orders', 'orders']);
    world.mappings.isBusy = false;
    await minutes(world, 2);
    expect(world.expiring).toEqual(['orders', 'orders', 'orders']);
  });

  it('is searched where its mapping is gone and an event has come back to it for twelve days', async () => {
    const time = clock();
    const world = governorWorld({ clock: time, mappings: {} });
    await runGovernor(withOldest(world, 12 * day));
    expect(world.expiring).toEqual(['orders']);
  });

  it('is not searched while it is read, whatever concurrency Lambda leaves it at', async () => {
    const world = governorWorld({
      mappings: { orders: { state: 'enabled', maximumConcurrency: 500 } },
    });
    world.mappings.isBusy = true;
    await minutes(world, 2);
    await runGovernor(withOldest(world, 12 * day));
    expect(world.expiring).toEqual([]);
  });

  it('whose processor does not take the order keeps the run from nothing', async () => {
    const time = clock();
    const world = governorWorld({
      clock: time,
      pauses: { orders: { pause: { ...pausedBy(time), since: time.now() - 13 * day } } },
    });
    const refused = { begin: () => Promise.reject(new Error('AccessDenied')) };
    await runGovernor({ ...world.dependencies, expiry: refused });
    await time.advance(minute);
    await runGovernor({ ...world.dependencies, expiry: refused });
    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
    expect(gauge(world, 'GovernorRuns', '')).toBe(1);
  });
});
