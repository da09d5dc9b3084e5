import { describe, expect, it } from '@jest/globals';
import { keepTrying } from '../../../lambdas/runtime/keep-trying.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';

const random = () => 0.5;
const down = () => Promise.reject(new Error('The table is down.'));

/** Passes time until the promise has settled. */
async function outcomeOf<Result>(promise: Promise<Result>, clock: FakeClock): Promise<unknown> {
  let outcome: { readonly value: unknown } | undefined;
  promise.then(
    (value) => (outcome = { value }),
    (error: unknown) => (outcome = { value: error }),
  );
  while (outcome === undefined) await clock.advance(10);
  return outcome.value;
}

describe('A write that must not be lost', () => {
  it('is repeated until its store takes it', async () => {
    const clock = fakeClock();
    let tries = 0;
    const write = () => ((tries += 1) < 6 ? down() : Promise.resolve('written'));
    const kept = keepTrying(write, { until: clock.now() + 10_000, clock, random });
    await expect(outcomeOf(kept, clock)).resolves.toBe('written');
    expect(tries).toBe(6);
    expect(clock.sleepers()).toBe(0);
  });

  it('is given up with its last error when its time is over, and is tried at least once', async () => {
    const clock = fakeClock();
    const startedAt = clock.now();
    const kept = keepTrying(down, { until: startedAt + 3_000, clock, random });
    await expect(outcomeOf(kept, clock)).resolves.toMatchObject({ message: 'The table is down.' });
    expect(clock.now() - startedAt).toBeLessThanOrEqual(3_000);
    expect(clock.now() - startedAt).toBeGreaterThan(2_000);

    let tries = 0;
    const late = () => Promise.resolve((tries += 1));
    await keepTrying(late, { until: clock.now() - 1, clock, random });
    expect(tries).toBe(1);
  });

  it('aborts a try that hangs, and makes another one', async () => {
    const clock = fakeClock();
    const signals: AbortSignal[] = [];
    const write = (signal: AbortSignal) => {
      signals.push(signal);
      return signals.length === 1
        ? new Promise<string>(() => undefined)
        : Promise.resolve('written');
    };
    const kept = keepTrying(write, { until: clock.now() + 10_000, clock, random });
    await expect(outcomeOf(kept, clock)).resolves.toBe('written');
    expect(signals[0]?.aborted).toBe(true);
    expect(signals).toHaveLength(2);
  });

  it('is not repeated if the request itself is wrong', async () => {
    const clock = fakeClock();
    let tries = 0;
    const write = () => {
      tries += 1;
      return Promise.reject(Object.assign(new Error('too big'), { name: 'ValidationException' }));
    };
    const kept = keepTrying(write, { until: clock.now() + 10_000, clock, random });
    await expect(outcomeOf(kept, clock)).resolves.toMatchObject({ message: 'too big' });
    expect(tries).toBe(1);
  });
});
