import { describe, expect, it } from '@jest/globals';
import { Lateness, percentile } from '../../../bin/bench/recovery/lateness.ts';
import type { SimulatedIntegration } from '../../../bin/simulation/simulated-integration.ts';
import type { SimulatedSystem } from '../../../bin/simulation/simulated-system.ts';

const orders = { name: 'orders' } as SimulatedIntegration;

/** Only what the measurement needs of a system. */
function measured(needs: (integration: string, number: number) => boolean = () => true) {
  let now = 0;
  const system = {
    time: { now: () => now },
    onAccept: (_one: SimulatedIntegration, _number: number) => undefined as void,
    onEffect: (_one: string, _number: number) => undefined as void,
  };
  const times = { beganAt: 0, healthyAt: 10_000, needs };
  const lateness = new Lateness(system as unknown as SimulatedSystem, times);
  return {
    lateness,
    accept(number: number, at: number) {
      now = at;
      system.onAccept(orders, number);
    },
    effect(number: number, at: number) {
      now = at;
      system.onEffect('orders', number);
    },
  };
}

describe('the delay beyond an ideal drain', () => {
  it('starts when the upstream is healthy and gives each event its turn', () => {
    const { lateness, accept, effect } = measured();
    accept(0, 1_000);
    accept(1, 2_000);
    effect(0, 13_000);
    effect(1, 13_000);
    expect([...lateness.lateMs(1)]).toEqual([2_000, 3_000]);
  });

  it('counts from the acceptance of an event that arrives after its turn, and is never negative', () => {
    const { lateness, accept, effect } = measured();
    accept(0, 20_000);
    effect(0, 20_500);
    accept(1, 20_000);
    effect(1, 20_000);
    expect([...lateness.lateMs(10)]).toEqual([0, 500]);
  });

  it('has no allowance for an event that does not need the upstream', () => {
    const { lateness, accept, effect } = measured(() => false);
    accept(0, 1_000);
    effect(0, 11_000);
    expect([...lateness.lateMs(10)]).toEqual([10_000]);
  });

  it('counts only the first effect, and leaves out events accepted later', () => {
    const { lateness, accept, effect } = measured();
    accept(0, 1_000);
    effect(0, 10_000);
    effect(0, 60_000);
    accept(1, 30_000);
    effect(1, 90_000);
    expect([...lateness.lateMs(10, 20_000)]).toEqual([0]);
  });

  it('takes the nearest rank for a percentile', () => {
    const sorted = Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([percentile(sorted, 0.5), percentile(sorted, 0.9), percentile(sorted, 1)]).toEqual([
      5, 9, 10,
    ]);
  });
});
