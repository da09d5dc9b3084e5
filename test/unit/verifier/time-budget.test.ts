import { describe, expect, it } from '@jest/globals';
import { answerBy, OutOfTimeError, withinDeadline } from '../../../lambdas/verifier/time-budget.ts';
import { fakeClock } from '../../support/fake-clock.ts';

describe('A request must be answered', () => {
  const environmentEndsAt = 28_000;

  it('half a second before its provider loses patience, counted from API Gateway', () => {
    expect(answerBy({ arrivedAt: 0, environmentEndsAt }, 3_000, 0)).toBe(2_500);
    expect(answerBy({ arrivedAt: 0, environmentEndsAt }, 3_000, 400)).toBe(2_500);
  });

  it('in a second still, if a cold start has used that patience up', () => {
    expect(answerBy({ arrivedAt: 0, environmentEndsAt }, 1_250, 900)).toBe(1_900);
  });

  it('before its environment is stopped, however patient the provider is', () => {
    expect(answerBy({ arrivedAt: 0, environmentEndsAt }, 60_000, 0)).toBe(27_700);
    expect(answerBy({ arrivedAt: 0, environmentEndsAt: 800 }, 60_000, 0)).toBe(500);
  });
});

describe('Work within a deadline', () => {
  it('gives its result', async () => {
    const clock = fakeClock(0);
    await expect(withinDeadline(clock, 10, async () => 'done')).resolves.toBe('done');
    expect(clock.sleepers()).toBe(0);
  });

  it('fails as it fails', async () => {
    const work = async () => Promise.reject(new Error('no'));
    await expect(withinDeadline(fakeClock(0), 10, work)).rejects.toThrow('no');
  });

  it('is left at the deadline even if it pays no attention, and its signal aborts', async () => {
    const clock = fakeClock(0);
    let signal: AbortSignal | undefined;
    const working = withinDeadline(clock, 10, (given) => {
      signal = given;
      return new Promise(() => undefined);
    });
    const failed = expect(working).rejects.toBeInstanceOf(OutOfTimeError);
    await clock.advance(9);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    await failed;
    expect(signal?.reason).toBeInstanceOf(OutOfTimeError);
  });

  it('does not begin when it is over', async () => {
    let begun = false;
    const working = withinDeadline(fakeClock(10), 10, async () => {
      begun = true;
    });
    await expect(working).rejects.toBeInstanceOf(OutOfTimeError);
    expect(begun).toBe(false);
  });
});
