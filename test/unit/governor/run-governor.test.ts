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

/** Lets time pass while one run of the governor is under way. */
async function during(world: GovernorWorld, durationMs: number): Promise<void> {
  void runGovernor(world.dependencies);
  await world.clock.advance(0);
  await world.clock.advance(durationMs);
}

describe('an outage', () => {
  it('leaves every mapping as it is: events are held one by one', async () => {
    const time = clock();
    const snapshots = { crm: opened(time.now(), 5 * minute) };
    const world = governorWorld({ clock: time, snapshots, counts: waiting(10_000) });
    expect(await minutes(world, 3)).toEqual(['enabled 10', 'enabled 10', 'enabled 10']);
    expect(gauge(world, 'HeldOnPurpose')).toBe(1);
  });

  it('is tried with one event as soon as its breaker is due, and with more while none has called', async () => {
    const time = clock();
    const world = governorWorld({ clock: time, snapshots: { crm: opened(time.now(), 20_000) } });
    world.holdQueues.hold(100);
    await during(world, 9_000);
    expect(world.holdQueues.sentBack).toHaveLength(0);
    await time.advance(5_000);
    const moments = Map.groupBy(world.holdQueues.sentBack, ({ at }) => at);
    expect([...moments.values()].map(({ length }) => length)).toEqual([1, 2, 4, 8]);
  });

  it('that is over releases what it held at the recovery rate, and then ends the line', async () => {
    const time = clock();
    const world = governorWorld({ clock: time, snapshots: { crm: opened(time.now(), 1_000) } });
    world.holdQueues.hold(1_000);
    await during(world, 5_000);
    expect((await world.breakers.read('crm')).drainingUntil).toBeGreaterThan(time.now());
    await close(world);
    await time.advance(10_000);
    const perSecond = [...Map.groupBy(world.holdQueues.sentBack, ({ at }) => at).values()];
    expect(Math.max(...perSecond.map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(world.holdQueues.sentBack.length).toBeGreaterThan(600);
    await time.advance(10_000);
    expect(world.holdQueues.sentBack).toHaveLength(1_000);
    expect(await world.breakers.read('crm')).not.toHaveProperty('drainingUntil');
  });

  it('of one upstream holds back no event that waits for another', async () => {
    const time = clock();
    const world = governorWorld({
      clock: time,
      fleet: {
        integrations: [fleetIntegration({ upstreams: ['crm', 'erp'] })],
        upstreams: [fleetUpstream(), fleetUpstream({ name: 'erp' })],
      },
      snapshots: { crm: opened(time.now(), 1_000) },
    });
    world.holdQueues.hold(10, 'crm');
    world.holdQueues.hold(10, 'erp');
    await during(world, 5_000);
    expect(world.holdQueues.held.get('crm')).toHaveLength(10);
    expect(world.holdQueues.held.get('erp')).toHaveLength(0);
  });

  it('is noticed within moments by a run that is under way for another upstream', async () => {
    const time = clock();
    const world = governorWorld({
      clock: time,
      fleet: {
        integrations: [fleetIntegration({ upstreams: ['crm', 'erp'] })],
        upstreams: [fleetUpstream(), fleetUpstream({ name: 'erp' })],
      },
      snapshots: { crm: opened(time.now(), 1_000) },
    });
    await during(world, 3_000);
    await set(world, 'erp', opened(time.now(), 30_000));
    world.holdQueues.hold(1, 'erp');
    await time.advance(7_000);
    expect(world.holdQueues.sentBack).toHaveLength(1);
  });

  it('of an upstream with a declared probe is asked by one integration after the other, without an event', async () => {
    const time = clock();
    const reports: Record<string, ProbeReport> = {
      a: { kind: 'unknown-upstream' },
      b: { kind: 'asked' },
      c: { kind: 'asked' },
    };
    const names = Object.keys(reports);
    const world = governorWorld({
      clock: time,
      fleet: {
        integrations: names.map((name) => fleetIntegration({ name })),
        upstreams: [fleetUpstream({ hasProbe: true })],
      },
      snapshots: { crm: opened(time.now(), 5 * minute) },
      probe: async (integration) => {
        if (integration === 'b') await set(world, 'crm', opened(time.now(), 0, { epoch: 2 }));
        return reports[integration] ?? { kind: 'not-asked' };
      },
    });
    world.holdQueues.hold(10);
    await during(world, 3_000);
    expect(world.probed).toEqual(['a probes crm', 'b probes crm']);
    expect(world.holdQueues.sentBack).toHaveLength(0);
  });

  it('that a person has declared holds everything until the person releases it', async () => {
    const time = clock();
    const mode = { kind: 'forced-open', by: 'ada', reason: 'why', since: 0 } as const;
    const snapshots = { crm: opened(time.now(), 5 * minute, { mode }) };
    const world = governorWorld({ clock: time, snapshots });
    world.holdQueues.hold(10);
    await world.minute();
    expect(world.holdQueues.sentBack).toHaveLength(0);
  });

  it('whose credential was refused is looked at once a minute: is there another one?', async () => {
    const time = clock();
    const ordered = { by: 'breakwater', reason: '', since: 0 };
    const mode = { kind: 'isolated', credentialVersion: 'v1', ...ordered } as const;
    const snapshots = { crm: opened(time.now(), 5 * minute, { mode }) };
    const world = governorWorld({ clock: time, snapshots });
    await minutes(world, 2);
    expect(world.probed).toEqual(['orders probes crm', 'orders probes crm']);
  });

  it('sends back what has waited for thirteen days, whatever the breaker says', async () => {
    const time = clock();
    const heldSince = time.now() - 24 * 60 * minute;
    const world = governorWorld({
      clock: time,
      snapshots: { crm: opened(time.now(), 1_000) },
      notes: { upstreams: { crm: { heldSince } }, integrations: {} },
    });
    world.holdQueues.hold(25, 'crm', time.now() - 13 * 24 * 60 * minute - 1);
    world.holdQueues.hold(25, 'crm', time.now() - minute);
    await during(world, 5_000);
    expect(world.holdQueues.sentBack).toHaveLength(25);
  });

  it('of an upstream that nothing calls any more holds nothing: its events go on', async () => {
    const world = governorWorld({
      notes: { upstreams: {}, integrations: {}, holdQueues: ['crm', 'gone'] },
    });
    world.holdQueues.hold(30, 'gone');
    await world.minute();
    expect(world.holdQueues.sentBack).toHaveLength(30);
  });
});

describe('a run that a change of a breaker has asked for', () => {
  it('ends before the next scheduled one, which goes on from there', async () => {
    const time = clock();
    const world = governorWorld({ clock: time });
    await runGovernor(world.dependencies, 'schedule');
    await time.advance(20_000);
    await set(world, 'crm', opened(time.now(), 1_000));
    const run = runGovernor(world.dependencies, 'change');
    await time.advance(0);
    await time.advance(38_000);
    await run;
    expect(await world.record.take('next', time.now(), 1, true)).toBeDefined();
  });

  it('writes no gauges: they are those of the minute', async () => {
    const world = governorWorld();
    await runGovernor(world.dependencies, 'change');
    expect(world.gauges).toEqual([]);
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
    expect(await minutes(world, 4)).toEqual(['disabled', 'disabled', 'enabled 10', 'enabled 10']);
  });

  it('who resumes it has its backlog wait in line, so that it does not reach an upstream all at once', async () => {
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
    for (const _minute of [1, 2, 3]) {
      expect(await minutes(world, 1)).toEqual(['enabled 10']);
      expect(await world.breakers.read('crm')).toHaveProperty('drainingUntil');
    }
    await minutes(world, 2);
    expect(await world.breakers.read('crm')).not.toHaveProperty('drainingUntil');
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
    expect(await minutes(world, 2)).toEqual(['enabled 10', 'enabled 10']);
    expect(world.lines).toContainEqual({
      level: 'warn',
      message: 'Mapping changed',
      fields: expect.objectContaining({ was: 'disabled', wanted: 'enabled' }),
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

  it('while it stood still goes on with what it holds', async () => {
    const world = governorWorld({ mappings: leftover('disabled') });
    world.counts.set('gone', waiting(500).orders);
    expect(await minutes(world, 2, 'gone')).toEqual(['enabled 4', 'enabled 4']);
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
      pauses: { orders: { pause: ordered(time) } },
      mappings: { orders: { state: 'changing', maximumConcurrency: 10 } },
    });
    await world.minute();
    expect(world.mappings.asked).toBe(0);
    world.mappings.all.set('orders', { id: 'orders', state: 'enabled', maximumConcurrency: 10 });
    expect(await minutes(world, 1)).toEqual(['disabled']);
  });

  it('is wrong when it is not what it was told to be, and right when nobody has told it yet', async () => {
    const time = clock();
    const world = governorWorld({ clock: time, pauses: { orders: { pause: ordered(time) } } });
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
    const world = governorWorld({ clock: time, pauses: { orders: { pause: ordered(time) } } });
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
    const world = governorWorld({ clock: time, pauses: { orders: { pause: ordered(time) } } });
    await world.record.take('another', time.now(), 55_000, true);
    await during(world, 6_000);
    expect(world.mappings.orders).toEqual([]);
    expect(world.gauges).toEqual([]);
    await time.advance(minute);
    await runGovernor(world.dependencies);
    expect(world.mappings.orders).toHaveLength(1);
  });

  it('waits a moment for another one that is about to end', async () => {
    const time = clock();
    const world = governorWorld({ clock: time, pauses: { orders: { pause: ordered(time) } } });
    await world.record.take('another', time.now(), 55_000, true);
    await during(world, 2_000);
    await world.record.release('another');
    await time.advance(1_000);
    expect(world.mappings.orders).toHaveLength(1);
  });

  it('whose lease another one has taken changes nothing, whatever its own clock says', async () => {
    const time = clock();
    const world = governorWorld({ clock: time, pauses: { orders: { pause: ordered(time) } } });
    const count = world.holdQueues.count.bind(world.holdQueues);
    world.holdQueues.count = async (upstream) => {
      await world.record.take('another', time.now() + minute, 55_000, true);
      return count(upstream);
    };
    world.holdQueues.hold(1);
    await runGovernor(world.dependencies);
    expect(world.mappings.orders).toEqual([]);
    expect(world.gauges).toEqual([]);
  });

  it('governs the rest where it knows nothing of one breaker', async () => {
    const time = clock();
    const world = governorWorld({
      clock: time,
      fleet: {
        integrations: [fleetIntegration(), fleetIntegration({ name: 'shop', upstreams: ['erp'] })],
        upstreams: [fleetUpstream(), fleetUpstream({ name: 'erp' })],
      },
    });
    world.holdQueues.hold(5, 'crm');
    world.holdQueues.hold(5, 'erp');
    const read = world.breakers.read.bind(world.breakers);
    world.breakers.read = async (name) => {
      if (name === 'crm') throw new Error('throttled');
      return read(name);
    };
    await world.minute();
    expect(world.holdQueues.sentBack.map(({ message }) => message.text)).toEqual(
      [0, 1, 2, 3, 4].map((event) => `erp-${String(event)}`),
    );
  });

  it('resumes nothing whose events cannot be told to wait in line', async () => {
    const world = governorWorld({
      mappings: { orders: { state: 'disabled', maximumConcurrency: 2 } },
    });
    world.breakers.setDraining = async () => {
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
