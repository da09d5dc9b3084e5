import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BreakerGate } from '../../../lambdas/breaker/breaker-gate.ts';
import { defaultBreakerSettings } from '../../../lambdas/breaker/breaker-settings.ts';
import type { BreakerStore } from '../../../lambdas/breaker/breaker-store.ts';
import { FallbackBreakerStore } from '../../../lambdas/breaker/fallback-breaker-store.ts';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import { MemorySlotStore } from '../../../lambdas/breaker/memory-slot-store.ts';
import { untouched } from '../../../lambdas/breaker/snapshot.ts';
import { SharedHealth } from '../../../lambdas/breaker/shared-health.ts';
import * as transitions from '../../../lambdas/breaker/transitions.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';
import type { GatedCall } from '../../../lambdas/upstream/gate.ts';
import { jumpingClock } from '../../support/jumping-clock.ts';

const upstream = defineUpstream({
  name: 'crm',
  baseUrl: 'https://crm.example',
  idempotency: { header: 'Idempotency-Key' },
});
const call: GatedCall = {
  ...{ upstream: 'crm', endpoint: 'default', unrepeatable: false, eventId: 'evt' },
  attemptMs: 1_000,
  released: false,
};

/** A store that works only while it is told to. */
function world(works: () => boolean) {
  const clock = jumpingClock();
  const random = () => 0.5;
  const shared = new MemoryBreakerStore();
  const slots = new MemorySlotStore();
  const failing = <Store extends object>(store: Store): Store =>
    new Proxy(store, {
      get:
        (target, name) =>
        async (...args: unknown[]) => {
          if (!works()) throw new Error('The table does not answer.');
          return (target[name as keyof Store] as (...given: unknown[]) => unknown).apply(
            target,
            args,
          );
        },
    });
  const announced: string[] = [];
  const gate = new BreakerGate([upstream], {
    ...{ clock, random, newId: randomUUID },
    announce: async (circuit, { epoch }) => void announced.push(`${circuit}#${String(epoch)}`),
    store: new FallbackBreakerStore(
      failing<BreakerStore>(shared),
      { clock, random },
      () => undefined,
    ),
    healthOf: (circuit) =>
      new SharedHealth(circuit, {
        ...{ slots: failing(slots), clock, random, environment: 'one' },
        onFailure: () => undefined,
      }),
  });
  const fail = async () => {
    const admission = await gate.admit(call);
    if (admission.kind === 'admitted') return (await admission.report({ kind: 'failed' }))?.cause;
    return admission.kind;
  };
  return { announced, clock, gate, shared, fail };
}

describe('a table that does not answer', () => {
  it('fails no call, wherever in a call it begins', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (answers) => {
        const left = [...answers];
        const { gate, clock } = world(() => left.shift() ?? true);
        for (let calls = 1; calls <= 8; calls += 1) {
          const admission = await gate.admit(call);
          if (admission.kind === 'admitted') {
            await admission.report({ kind: calls % 2 === 0 ? 'failed' : 'alive' });
          }
          clock.jumpTo(clock.now() + 3_000);
        }
        await gate.exhausted('crm', clock.now());
      }),
    );
  });

  it('leaves an environment with a breaker of its own, which sees an outage by itself', async () => {
    const { announced, fail, shared } = world(() => false);
    const seen = [];
    for (let calls = 1; calls <= 6; calls += 1) seen.push(await fail());
    expect(seen).toEqual([...Array(4).fill(undefined), 'breaker-open', 'held-back']);
    expect((await shared.read('crm')).state.kind).toBe('closed');
    // Its epochs are its own: an event with the id of one would hide the fleet's from whoever dedupes.
    expect(announced).toEqual([]);
  });

  it('is believed again as soon as it answers, whatever the environment thought', async () => {
    let answers = false;
    const { fail, gate, clock } = world(() => answers);
    for (let calls = 1; calls <= 6; calls += 1) await fail();
    answers = true;
    clock.jumpTo(clock.now() + 40_000);
    expect(await gate.admit(call)).toMatchObject({ kind: 'admitted' });
  });

  it('is believed again though the breaker of the environment alone has changed more often', async () => {
    let answers = false;
    const { fail, gate, clock, shared } = world(() => answers);
    for (let calls = 1; calls <= 6; calls += 1) await fail();
    clock.jumpTo(clock.now() + 40_000);
    for (let probes = 1; probes <= 3; probes += 1) {
      const admission = await gate.admit(call);
      if (admission.kind === 'admitted') await admission.report({ kind: 'alive' });
    }
    expect(await gate.admit(call)).toMatchObject({ kind: 'admitted' });

    const order = { id: 'o', by: 'ada', reason: 'maintenance' };
    await shared.write(
      'crm',
      transitions.force(untouched, { kind: 'forced-open' }, order, clock.now()),
    );
    answers = true;
    clock.jumpTo(clock.now() + 40_000);
    expect(await gate.admit(call)).toMatchObject({ kind: 'held-back', cause: 'breaker-open' });
  });

  it('takes no write that was decided on a breaker of the environment alone', async () => {
    let answers = false;
    const { fail, gate, clock, shared } = world(() => answers);
    for (let calls = 1; calls <= 6; calls += 1) await fail();
    clock.jumpTo(clock.now() + 25_000);
    await gate.admit(call);
    // By its own breaker it is time to try, and what it knows is fresh.
    clock.jumpTo(clock.now() + 10_000);
    // The fleet has opened its own just now: its first epoch as well.
    const { state } = untouched;
    if (state.kind !== 'closed') throw new TypeError('What was never touched is closed.');
    const cause = { id: 'fleet', reason: 'hard-outage' };
    const trip = transitions.trip(
      { ...untouched, state },
      cause,
      clock.now(),
      0.5,
      defaultBreakerSettings,
    );
    await shared.write('crm', trip);
    answers = true;
    expect(await gate.admit(call)).toMatchObject({ kind: 'held-back', cause: 'breaker-open' });
    expect((await shared.read('crm')).transitionId).toBe('fleet');
  });
});
