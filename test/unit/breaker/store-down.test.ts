import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BreakerGate } from '../../../lambdas/breaker/breaker-gate.ts';
import type { BreakerStore } from '../../../lambdas/breaker/breaker-store.ts';
import { FallbackBreakerStore } from '../../../lambdas/breaker/fallback-breaker-store.ts';
import { MemoryBreakerStore } from '../../../lambdas/breaker/memory-breaker-store.ts';
import { MemorySlotStore } from '../../../lambdas/breaker/memory-slot-store.ts';
import { SharedHealth } from '../../../lambdas/breaker/shared-health.ts';
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
  const gate = new BreakerGate([upstream], {
    ...{ clock, random, newId: randomUUID, announce: async () => undefined },
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
  return { clock, gate, shared, fail };
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
    const { fail, shared } = world(() => false);
    const seen = [];
    for (let calls = 1; calls <= 6; calls += 1) seen.push(await fail());
    expect(seen).toEqual([...Array(4).fill(undefined), 'breaker-open', 'held-back']);
    expect((await shared.read('crm')).state.kind).toBe('closed');
  });

  it('is believed again as soon as it answers, whatever the environment thought', async () => {
    let answers = false;
    const { fail, gate, clock } = world(() => answers);
    for (let calls = 1; calls <= 6; calls += 1) await fail();
    answers = true;
    clock.jumpTo(clock.now() + 40_000);
    expect(await gate.admit(call)).toMatchObject({ kind: 'admitted' });
  });
});
