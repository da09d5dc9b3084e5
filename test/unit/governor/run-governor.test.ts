import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../lambdas/breaker/decide.ts';
import { untouched, type Snapshot } from '../../../lambdas/breaker/snapshot.ts';
import { runGovernor } from '../../../lambdas/governor/run-governor.ts';
import type { ProbeReport } from '../../../lambdas/processor/probe-report.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import {
  fleetIntegration,
  fleetUpstream,
  gauge,
  governorWorld,
  mapping,
  minute,
  minutes,
  opened,
  waiting,
  type GovernorWorld,
} from '../../support/governor-world.ts';

const clock = () => fakeClock(Date.UTC(2026, 0, 1));

/** What stands there, whatever was there before. */
async function set(world: GovernorWorld, upstream: string, snapshot: Snapshot): Promise<void> {
  await world.breakers.write(upstream, { transition: 'force', clauses: [], facts: snapshot });
}

function close(world: GovernorWorld, upstream = 'crm'): Promise<void> {
  const state = { kind: 'closed', since: world.clock.now() } as const;
  return set(world, upstream, { ...untouched, epoch: 9, state });
}

describe('an outage', () => {
  it('disables the mapping after two minutes, and lets it catch up step by step when it is over', async () => {
    const time = clock();
    const snapshots = { crm: opened(time.now(), 1.5 * minute) };
    const world = governorWorld({ clock: time, snapshots, counts: waiting(10_000) });
    expect(await minutes(world, 3)).toEqual(['enabled 10', 'disabled', 'disabled']);

    await close(world);
    expect(await minutes(world, 5)).toEqual([
      'enabled 2',
      'enabled 4',
      'enabled 8',
      'enabled 10',
      'enabled 10',
    ]);
    expect((await world.breakers.read('crm')).pace).toMatchObject({ callsPerSecond: 10 });

    world.counts.set('orders', waiting(0).orders);
    expect(await minutes(world, 1)).toEqual(['enabled 10']);
    expect((await world.breakers.read('crm')).pace).toBeUndefined();
  });

  it('that is over only for a moment stops the ramp at once, and begins it afresh', async () => {
    const time = clock();
    const snapshots = { crm: opened(time.now(), 5 * minute) };
    const world = governorWorld({ clock: time, snapshots, counts: waiting(10_000) });
    await world.minute();
    await close(world);
    expect(await minutes(world, 3)).toEqual(['enabled 2', 'enabled 4', 'enabled 8']);
    await set(world, 'crm', opened(world.clock.now(), 1_000));
    expect(await minutes(world, 1)).toEqual(['disabled']);
    await close(world);
    expect(await minutes(world, 2)).toEqual(['enabled 2', 'enabled 4']);
  });

  it('of one upstream leaves integrations alone that do not call it', async () => {
    const time = clock();
    const world = governorWorld({
      clock: time,
      fleet: {
        integrations: [fleetIntegration(), fleetIntegration({ name: 'shop', upstreams: ['erp'] })],
        upstreams: [fleetUpstream(), fleetUpstream({ name: 'erp' })],
      },
      snapshots: { crm: opened(time.now(), 5 * minute) },
    });
    await world.minute();
    expect(mapping(world)).toBe('disabled');
    expect(mapping(world, 'shop')).toBe('enabled 10');
  });

  it('is found to be over by a probe, in the same run as it resumes', async () => {
    const time = clock();
    const world: GovernorWorld = governorWorld({
      clock: time,
      snapshots: { crm: opened(time.now(), 5 * minute) },
      counts: waiting(10),
      probe: async () => {
        await close(world);
        return { kind: 'called' };
      },
    });
    await world.minute();
    expect(world.probed).toEqual(['orders probes crm']);
    expect(mapping(world)).toBe('enabled 10');
    await world.minute();
    expect(world.mappings.orders).toEqual([]);
  });

  it('is probed by one integration after the other until one has called', async () => {
    const time = clock();
    const reports: Record<string, ProbeReport> = {
      a: { kind: 'nothing-waits' },
      b: { kind: 'called' },
      c: { kind: 'called' },
    };
    const names = Object.keys(reports);
    const world = governorWorld({
      clock: time,
      fleet: {
        integrations: names.map((name) => fleetIntegration({ name })),
        upstreams: [fleetUpstream()],
      },
      snapshots: { crm: opened(time.now(), 5 * minute) },
      counts: Object.fromEntries(names.map((name) => [name, waiting(5).orders])),
      probe: async (integration) => reports[integration] ?? { kind: 'held-back' },
    });
    await world.minute();
    expect(world.probed).toEqual(['a probes crm', 'b probes crm']);
  });

  it('whose probes never come to the upstream lets other events try, two at a time, until one does', async () => {
    const time = clock();
    const world = governorWorld({
      clock: time,
      snapshots: { crm: opened(time.now(), 5 * minute) },
      counts: waiting(10),
      probe: async () => ({ kind: 'not-called' }),
    });
    expect(await minutes(world, 2)).toEqual(['disabled', 'disabled']);
    expect(await minutes(world, 3)).toEqual(['enabled 2', 'enabled 2', 'enabled 2']);
    expect(world.probed).toHaveLength(3);
    const reopened = opened(world.clock.now(), 5 * minute, { epoch: 3 });
    await set(world, 'crm', reopened);
    expect(await minutes(world, 1)).toEqual(['disabled']);
  });

  it('of an upstream that several integrations call is recovered from within its one rate', async () => {
    const time = clock();
    const names = ['a', 'b', 'c'];
    const world = governorWorld({
      clock: time,
      fleet: {
        integrations: names.map((name) => fleetIntegration({ name, maxConcurrency: 40 })),
        upstreams: [fleetUpstream()],
      },
      snapshots: { crm: opened(time.now(), 5 * minute) },
      counts: Object.fromEntries(names.map((name) => [name, waiting(90_000).orders])),
    });
    await world.minute();
    await close(world);
    for (let run = 1; run <= 8; run += 1) {
      // Whoever has read the pace of the last run only is not too quick for the mappings of this one.
      const heard = (await world.breakers.read('crm')).pace?.callsPerSecond ?? Infinity;
      await world.minute();
      const now = (await world.breakers.read('crm')).pace?.callsPerSecond ?? Infinity;
      const environments = names.reduce(
        (sum, name) => sum + (world.mappings.all.get(name)?.maximumConcurrency ?? 0),
        0,
      );
      expect(Math.max(heard, now) * environments).toBeLessThanOrEqual(100);
    }
    expect(names.map((name) => mapping(world, name))).toEqual(Array(3).fill('enabled 8'));
  });
});

const ordered = (time: { now(): number }) => ({ by: 'ada', reason: 'why', since: time.now() });

/** A person has forced the breaker open, and the time of that is over. */
function forcedUntilNow(): GovernorWorld {
  const time = clock();
  const mode = { kind: 'forced-open', ...ordered(time), until: time.now() } as const;
  const crm = opened(time.now(), 5 * minute, { mode, announcedEpoch: 1 });
  return governorWorld({ clock: time, snapshots: { crm } });
}

describe('a person', () => {
  it('who pauses an integration has it stopped, until the time is over', async () => {
    const time = clock();
    const pause = { ...ordered(time), until: time.now() + 2 * minute };
    const world = governorWorld({ clock: time, pauses: { orders: { pause } } });
    expect(await minutes(world, 4)).toEqual(['disabled', 'disabled', 'enabled 2', 'enabled 10']);
  });

  it('who resumes it has it catch up', async () => {
    const time = clock();
    const pause = ordered(time);
    const world = governorWorld({
      clock: time,
      pauses: { orders: { pause } },
      counts: waiting(500),
    });
    expect(await minutes(world, 1)).toEqual(['disabled']);
    expect(gauge(world, 'HeldByPersonSeconds', '')).toBe(0);
    expect(gauge(world, 'HeldOnPurpose')).toBe(1);
    world.pauses.set('orders', { pause, resumed: ordered(time) });
    expect(await minutes(world, 3)).toEqual(['enabled 2', 'enabled 4', 'enabled 8']);
  });

  it('whose force is over gets the breaker released, and it is told of once', async () => {
    const world = forcedUntilNow();
    await world.minute();
    const { mode: after, history } = await world.breakers.read('crm');
    expect(after).toEqual({ kind: 'auto' });
    const release = {
      ...{ from: 'forced-open', to: 'open', by: 'breakwater' },
      reason: 'the time that ada gave it was over (why)',
    };
    expect(history.at(-1)).toMatchObject(release);
    await world.minute();
    expect(world.published).toMatchObject([release]);
    expect(world.told).toMatchObject([release]);
  });

  it('whose force is over is told of by the processor that released it, not a second time', async () => {
    const world = forcedUntilNow();
    const seen = await world.breakers.read('crm');
    const asked = { id: 'call', caller: '', epochSeenAt: 0, mayProbe: false, leaseMs: 0 };
    const decision = decide(seen, { kind: 'asked', ...asked }, world.clock.now());
    if (decision.kind !== 'write') throw new Error('It was not released.');
    await world.breakers.write('crm', decision.write);
    await world.minute();
    expect(world.published).toEqual([]);
    // It was killed before it could publish.
    await world.minute();
    expect(world.published).toMatchObject([{ from: 'forced-open', to: 'open' }]);
    expect(world.told).toEqual([]);
  });

  it('who disables a mapping by hand sees it enabled again, and why in the log', async () => {
    const world = governorWorld({
      mappings: { orders: { state: 'disabled', maximumConcurrency: 10 } },
    });
    expect(await minutes(world, 2)).toEqual(['enabled 2', 'enabled 10']);
    expect(world.lines).toContainEqual({
      level: 'warn',
      message: 'Mapping changed',
      fields: expect.objectContaining({ was: 'disabled', because: 'catching-up' }),
    });
  });

  it('who changes the concurrency by hand sees it changed back', async () => {
    const world = governorWorld({
      mappings: { orders: { state: 'enabled', maximumConcurrency: 500 } },
    });
    expect(await minutes(world, 1)).toEqual(['enabled 10']);
  });
});

describe('an integration that was taken off the list', () => {
  const leftover = (state: 'enabled' | 'disabled') => ({
    orders: { state: 'enabled', maximumConcurrency: 10 } as const,
    gone: { state, maximumConcurrency: 4 } as const,
  });

  it('while it stood still goes on with what it holds, in the least that Lambda can be told', async () => {
    const world = governorWorld({ mappings: leftover('disabled') });
    world.counts.set('gone', waiting(500).orders);
    expect(await minutes(world, 3, 'gone')).toEqual(['enabled 2', 'enabled 2', 'enabled 2']);
    expect(gauge(world, 'QueueVisible', 'gone')).toBe(500);
  });

  it('stays paused while a person wants that', async () => {
    const pause = { by: 'ada', reason: 'why', since: 0 };
    const world = governorWorld({ mappings: leftover('enabled'), pauses: { gone: { pause } } });
    expect(await minutes(world, 1, 'gone')).toEqual(['disabled']);
  });

  it('is left as it was deployed while it works', async () => {
    const world = governorWorld({ mappings: leftover('enabled') });
    expect(await minutes(world, 2, 'gone')).toEqual(['enabled 4', 'enabled 4']);
    expect(world.mappings.orders).toEqual([]);
  });
});

describe('a mapping', () => {
  it('that Lambda is still changing is waited for', async () => {
    const time = clock();
    const world = governorWorld({
      clock: time,
      snapshots: { crm: opened(time.now(), 5 * minute) },
      mappings: { orders: { state: 'changing', maximumConcurrency: 10 } },
    });
    await world.minute();
    expect(world.mappings.asked).toBe(0);
    world.mappings.all.set('orders', { id: 'orders', state: 'enabled', maximumConcurrency: 10 });
    expect(await minutes(world, 1)).toEqual(['disabled']);
  });

  it('is wrong when it is not what it was told to be, and right when nobody has told it yet', async () => {
    const time = clock();
    const snapshots = { crm: opened(time.now(), 5 * minute) };
    const world = governorWorld({ clock: time, snapshots });
    world.mappings.isStuck = true;
    await world.minute();
    expect(gauge(world, 'MappingWrong')).toBe(0);
    await world.minute();
    expect(gauge(world, 'MappingWrong')).toBe(1);
    world.mappings.isStuck = false;
    await world.minute();
    await world.minute();
    expect(gauge(world, 'MappingWrong')).toBe(0);
  });

  it('that Lambda will not take orders for is wrong, too', async () => {
    const time = clock();
    const snapshots = { crm: opened(time.now(), 5 * minute) };
    const world = governorWorld({ clock: time, snapshots });
    world.mappings.isBusy = true;
    await world.minute();
    await world.minute();
    expect(gauge(world, 'MappingWrong')).toBe(1);
  });

  it('that is missing beside its queue is wrong; an integration that is not deployed is not', async () => {
    const world = governorWorld({ mappings: {} });
    await world.minute();
    expect(gauge(world, 'MappingWrong')).toBe(1);
    world.counts.delete('orders');
    await world.minute();
    expect(gauge(world, 'MappingWrong')).toBeUndefined();
  });
});

describe('a run', () => {
  it('does nothing while another one is under way', async () => {
    const time = clock();
    const world = governorWorld({
      clock: time,
      snapshots: { crm: opened(time.now(), 5 * minute) },
    });
    await world.record.take('another', time.now(), 55_000);
    await runGovernor(world.dependencies);
    expect(world.mappings.orders).toEqual([]);
    expect(world.gauges).toEqual([]);
    await time.advance(minute);
    await runGovernor(world.dependencies);
    expect(world.mappings.orders).toHaveLength(1);
  });

  it('that has taken too long changes nothing any more', async () => {
    const time = clock();
    const world: GovernorWorld = governorWorld({
      clock: time,
      snapshots: { crm: opened(time.now(), 5 * minute) },
      counts: waiting(10),
      probe: async () => {
        // Frozen, and thawed after another run has come and gone.
        await time.advance(minute);
        await world.record.take('another', time.now(), 55_000);
        return { kind: 'held-back' };
      },
    });
    await runGovernor(world.dependencies);
    expect(world.mappings.orders).toEqual([]);
    expect((await world.breakers.read('crm')).pace).toBeUndefined();
  });

  it('whose lease another one has taken changes nothing, whatever its own clock says', async () => {
    const time = clock();
    const world: GovernorWorld = governorWorld({
      clock: time,
      snapshots: { crm: opened(time.now(), 5 * minute) },
      counts: waiting(10),
      probe: async () => {
        await world.record.take('another', time.now() + minute, 55_000);
        return { kind: 'held-back' };
      },
    });
    await runGovernor(world.dependencies);
    expect(world.mappings.orders).toEqual([]);
    expect(world.gauges).toEqual([]);
  });

  it('leaves alone what it knows nothing of, and governs the rest', async () => {
    const time = clock();
    const world = governorWorld({
      clock: time,
      fleet: {
        integrations: [fleetIntegration(), fleetIntegration({ name: 'shop', upstreams: ['erp'] })],
        upstreams: [fleetUpstream(), fleetUpstream({ name: 'erp' })],
      },
      mappings: {
        orders: { state: 'disabled', maximumConcurrency: 2 },
        shop: { state: 'disabled', maximumConcurrency: 2 },
      },
    });
    const read = world.breakers.read.bind(world.breakers);
    world.breakers.read = async (name) => {
      if (name === 'crm') throw new Error('throttled');
      return read(name);
    };
    await world.minute();
    expect(mapping(world)).toBe('disabled');
    expect(mapping(world, 'shop')).toBe('enabled 2');
  });

  it('lets nobody go whose pace could not be set', async () => {
    const time = clock();
    const world = governorWorld({
      clock: time,
      mappings: { orders: { state: 'disabled', maximumConcurrency: 2 } },
    });
    world.breakers.setPace = async () => {
      throw new Error('throttled');
    };
    await world.minute();
    expect(mapping(world)).toBe('disabled');
  });

  it('writes nothing down and no gauge but that it ran, while all is well', async () => {
    const world = governorWorld();
    world.record.save = async () => {
      throw new Error('nothing is to be saved');
    };
    await world.minute();
    expect(world.gauges.map(({ name }) => name)).toEqual(['GovernorRuns']);
    expect(world.mappings.orders).toEqual([]);
  });

  it('shows how every breaker stands that is not closed', async () => {
    const time = clock();
    const snapshots = { crm: opened(time.now(), 90_000) };
    const world = governorWorld({ clock: time, snapshots });
    await world.minute();
    expect(gauge(world, 'BreakerState', 'crm')).toBe(2);
    expect(gauge(world, 'BreakerOpenSeconds', 'crm')).toBe(90);
  });
});
