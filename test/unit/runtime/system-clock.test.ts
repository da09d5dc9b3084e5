import { describe, expect, it } from '@jest/globals';
import { systemClock, systemRandom } from '../../../lambdas/runtime/system-clock.ts';

describe('The system clock', () => {
  it('tells milliseconds since the Unix epoch', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
  });

  it('wakes up after the time asked for', async () => {
    await expect(systemClock.sleep(1)).resolves.toBeUndefined();
  });

  it('stops sleeping with the reason of the signal that aborts', async () => {
    const controller = new AbortController();
    const asleep = systemClock.sleep(60_000, controller.signal);
    const reason = new Error('out of time');
    controller.abort(reason);
    await expect(asleep).rejects.toBe(reason);
    await expect(systemClock.sleep(60_000, controller.signal)).rejects.toBe(reason);
  });

  it('draws numbers from 0 up to, but not including, 1', () => {
    const drawn = Array.from({ length: 1_000 }, systemRandom);
    expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(drawn).size).toBe(1_000);
  });
});
