import { describe, expect, it } from '@jest/globals';
import { SimulatedEventBus } from '../../../bin/simulation/services/simulated-event-bus.ts';
import { VirtualTime } from '../../../bin/simulation/virtual-time.ts';

describe('a simulated event bus', () => {
  it('invokes each target some moments after an event', async () => {
    const time = new VirtualTime(0);
    const bus = new SimulatedEventBus(time);
    const heard: string[] = [];
    bus.addTarget((detail) => heard.push(`${String(time.now())} ${detail}`));
    bus.put('open');
    expect(heard).toEqual([]);
    await time.run(() => false);
    expect(heard).toEqual(['500 open']);
    expect(bus.events).toBe(1);
  });
});
