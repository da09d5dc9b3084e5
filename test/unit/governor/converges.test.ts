import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Mode, Snapshot, State } from '../../../lambdas/breaker/snapshot.ts';
import { untouched } from '../../../lambdas/breaker/snapshot.ts';
import type { IntegrationNote } from '../../../lambdas/governor/notes.ts';
import type { PauseRecord } from '../../../lambdas/governor/pause.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fleetIntegration, governorWorld } from '../../support/governor-world.ts';

const now = Date.UTC(2026, 0, 1);
const minute = 60_000;
const ordered = { by: 'ada', reason: 'why', since: now - 60 * minute };
const { maxConcurrency } = fleetIntegration();

const ago = fc.integer({ min: 0, max: 10 * minute });
const state: fc.Arbitrary<State> = fc.oneof(
  ago.map((ms) => ({ kind: 'closed' as const, since: now - ms })),
  // Due in an hour at the earliest: nobody probes here.
  ago.map((ms) => ({ kind: 'open' as const, since: now - ms, openForMs: 60 * minute })),
  fc.record({
    kind: fc.constant('half-open' as const),
    since: ago.map((ms) => now - ms),
    openForMs: fc.constant(30_000),
    credits: fc.nat(2),
  }),
);
const mode: fc.Arbitrary<Mode> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Mode>({ kind: 'auto' }) },
  fc.constantFrom<Mode[]>(
    { kind: 'forced-open', ...ordered },
    { kind: 'forced-closed', ...ordered },
    { kind: 'isolated', ...ordered },
  ),
);
const snapshot: fc.Arbitrary<Snapshot> = fc
  .record({ state, mode, epoch: fc.nat(5), forgotten: fc.boolean() })
  .map(({ state, mode, epoch, forgotten }) => ({
    ...untouched,
    ...{ state, mode, epoch },
    history:
      forgotten || state.kind === 'closed'
        ? []
        : [{ epoch, at: state.since, from: 'closed', to: state.kind, by: '', reason: '' }],
  }));
const mapping = fc.record({
  state: fc.constantFrom('enabled' as const, 'disabled' as const, 'changing' as const),
  becomes: fc.constantFrom('enabled' as const, 'disabled' as const),
  maximumConcurrency: fc.option(fc.integer({ min: 2, max: 50 }), { nil: undefined }),
});
const pause: fc.Arbitrary<PauseRecord | undefined> = fc.constantFrom(
  undefined,
  { pause: ordered },
  { pause: { ...ordered, until: now - 1 } },
  { pause: ordered, resumed: ordered },
);
const note: fc.Arbitrary<IntegrationNote> = fc.record(
  {
    pausedSince: ago.map((ms) => now - ms),
    resumedAt: ago.map((ms) => now - ms),
    told: fc.constantFrom(
      { kind: 'disabled' as const },
      { kind: 'enabled' as const, maximumConcurrency: 4 },
    ),
  },
  { requiredKeys: [] },
);
const start = fc.record({ snapshot, mapping, pause, note });

type Start = typeof start extends fc.Arbitrary<infer Found> ? Found : never;

/** A stage in which nothing happens any more but the governor's runs. */
function stageAt({ snapshot, mapping, pause, note }: Start) {
  return governorWorld({
    clock: fakeClock(now),
    snapshots: { crm: snapshot },
    mappings: { orders: mapping },
    pauses: pause === undefined ? {} : { orders: pause },
    notes: { upstreams: {}, integrations: { orders: note } },
  });
}

describe('whatever the governor finds', () => {
  it('is as it ought to be after two runs, and stays so (I14)', async () => {
    await fc.assert(
      fc.asyncProperty(start, async (found) => {
        const world = stageAt(found);
        await world.minute();
        const told = world.mappings.all.get('orders');
        if (told?.state === 'changing') {
          world.mappings.all.set('orders', { ...told, state: found.mapping.becomes });
        }
        await world.minute();

        const isPaused =
          found.pause !== undefined && !found.pause.resumed && !found.pause.pause.until;
        const is = world.mappings.all.get('orders');
        expect(is).toMatchObject(
          isPaused
            ? { state: 'disabled' }
            : { state: 'enabled', maximumConcurrency: maxConcurrency },
        );
        const orders = world.mappings.orders.length;
        for (let run = 1; run <= 3; run += 1) await world.minute();
        expect(world.mappings.orders).toHaveLength(orders);
      }),
      { numRuns: 200 },
    );
  });

  it('comes to no line and nothing to remember, when nothing holds it', async () => {
    await fc.assert(
      fc.asyncProperty(start, async (found) => {
        const world = stageAt({
          ...found,
          pause: undefined,
          snapshot: {
            ...found.snapshot,
            mode: { kind: 'auto' },
            state: { kind: 'closed', since: now },
          },
        });
        world.counts.set('orders', { visible: 50_000, inFlight: 0, deadLetters: 0 });
        await world.minute();
        if (found.mapping.state === 'changing') {
          world.mappings.all.set('orders', {
            ...{ id: 'orders', state: found.mapping.becomes },
            maximumConcurrency: found.mapping.maximumConcurrency,
          });
        }
        for (let run = 1; run <= 5; run += 1) await world.minute();
        world.counts.set('orders', { visible: 0, inFlight: 0, deadLetters: 0 });
        for (let run = 1; run <= 2; run += 1) await world.minute();

        expect(world.mappings.all.get('orders')).toMatchObject({
          ...{ state: 'enabled', maximumConcurrency: maxConcurrency },
        });
        expect(await world.breakers.read('crm')).not.toHaveProperty('drainingUntil');
        // For as long as an event may still be hidden since the hold, it remembers that there was one.
        await world.clock.advance(12 * 60 * minute);
        await world.minute();
        expect(await world.record.take('test', world.clock.now(), 1, false)).toMatchObject({
          notes: { upstreams: {}, integrations: {} },
        });
      }),
      { numRuns: 100 },
    );
  });
});
