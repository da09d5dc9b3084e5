import { describe, expect, it } from '@jest/globals';
import { Pacer } from '../../../lambdas/breaker/pacer.ts';

const now = 1_000_000;
const pace = { callsPerSecond: 2, until: now + 60_000 };

describe('A paced environment', () => {
  it('spreads its calls evenly', () => {
    const pacer = new Pacer();
    const sleeps = [1, 2, 3].map(() => pacer.take(pace, now));
    expect(sleeps).toEqual([0, 500, 1_000].map((ms) => ({ kind: 'sleep', ms })));
  });

  it('sends a call back without a reservation if it would sleep for long', () => {
    const pacer = new Pacer();
    for (let call = 0; call < 7; call += 1) pacer.take(pace, now);
    const later = { kind: 'later', at: now + 3_500 };
    expect([pacer.take(pace, now), pacer.take(pace, now)]).toEqual([later, later]);
    expect(pacer.take(pace, now + 500)).toEqual({ kind: 'sleep', ms: 3_000 });
  });

  it('does not save up calls while it is idle', () => {
    const pacer = new Pacer();
    pacer.take(pace, now);
    const sleeps = [1, 2].map(() => pacer.take(pace, now + 10_000));
    expect(sleeps).toEqual([0, 500].map((ms) => ({ kind: 'sleep', ms })));
  });

  it('is unlimited again when the pace ends, and starts from scratch with the next one', () => {
    const pacer = new Pacer();
    for (let call = 0; call < 5; call += 1) pacer.take(pace, now);
    expect(pacer.take(undefined, now)).toEqual({ kind: 'sleep', ms: 0 });
    expect(pacer.take(pace, now)).toEqual({ kind: 'sleep', ms: 0 });
    expect(pacer.take(pace, pace.until)).toEqual({ kind: 'sleep', ms: 0 });
  });
});
