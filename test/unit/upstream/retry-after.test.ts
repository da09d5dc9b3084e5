import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rateLimit } from '../../../lambdas/upstream/rate-limit.ts';
import { retryAfterMs } from '../../../lambdas/upstream/retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const dayMs = 86_400_000;
const asked = (value: string, headers = {}) =>
  retryAfterMs({ 'retry-after': value, ...headers }, now);

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['299.997', 299_997],
    ['30.0', 30_000],
    ['30.', 30_000],
    [' 30 ', 30_000],
    ['30, 30', 30_000],
    ['soon, 30, 60', 60_000],
    ['99999999999', dayMs],
    ['9'.repeat(400), dayMs],
    ['-5', undefined],
    ['1e9', undefined],
    ['0x10', undefined],
    ['Infinity', undefined],
    ['NaN', undefined],
    ['', undefined],
    ['soon', undefined],
    ['2026-01-01', undefined],
  ])('reads seconds: %s', (value, expected) => {
    expect(asked(value)).toBe(expected);
  });

  it.each([
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
    ['Thu, 01 Jan 2026 00:02:00 +0000', 120_000],
    ['Thursday, 01-Jan-26 00:02:00 GMT', 120_000],
    ['Thu Jan  1 00:02:00 2026', 120_000],
    ['thu, 1 jan 2026 00:02:00 gmt', 120_000],
    ['2026-01-01T00:02:00Z', 120_000],
    ['2026-01-01T01:02:00.5+01:00', 120_000],
    ['1767225720', 120_000],
    ['1767225720000', 120_000],
    ['Thu, 01 Jan 2026 00:01:00 GMT, Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['Wednesday, 31-Dec-75 00:00:00 GMT', dayMs],
    ['Thursday, 31-Dec-81 00:00:00 GMT', 0],
    ['Mon, 29 Feb 2027 00:00:00 GMT', undefined],
    ['Sat, 31 Feb 2026 00:00:00 GMT', undefined],
    ['Sun, 32 Jan 2026 00:00:00 GMT', undefined],
    ['Sun, 00 Jan 2026 00:00:00 GMT', undefined],
    ['Thu, 01 Foo 2026 00:00:00 GMT', undefined],
    ['Thu, 01 Jan 2026 24:00:00 GMT', undefined],
    ['Thu, 01 Jan 2026 00:60:00 GMT', undefined],
    ['2026-02-31T00:00:00Z', undefined],
  ])('reads a moment: %s', (value, expected) => {
    expect(asked(value)).toBe(expected);
  });

  it('compares a date with the Date of the same response, not with our clock', () => {
    const date = 'Thu, 01 Jan 2026 06:00:00 GMT';
    expect(asked('Thu, 01 Jan 2026 06:00:30 GMT', { date })).toBe(30_000);
    expect(asked('Thu, 01 Jan 2026 00:00:30 GMT', { date: 'Sat, 31 Feb 2026 06:00:00 GMT' })).toBe(
      30_000,
    );
  });

  it('is given in milliseconds by some APIs', () => {
    expect(retryAfterMs({ 'retry-after-ms': '1500', 'retry-after': '2' }, now)).toBe(1_500);
    expect(retryAfterMs({ 'x-ms-retry-after-ms': '1500.5' }, now)).toBe(1_500.5);
    expect(retryAfterMs({ 'retry-after-ms': 'x', 'retry-after': '2' }, now)).toBe(2_000);
  });

  it('is read from any number of seconds below a day that JavaScript prints', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 86_400, noNaN: true }), (seconds) => {
        expect(asked(String(seconds))).toBe(seconds * 1_000);
      }),
    );
  });

  it('is the same moment in each of its date formats', () => {
    const moments = fc.date({
      min: new Date(now),
      max: new Date(now + dayMs),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        const [weekday = '', day = '', month = '', year = '', time = ''] = moment
          .toUTCString()
          .split(/[, ]+/);
        const waitMs = Math.floor(moment.getTime() / 1_000) * 1_000 - now;
        const asctimeDay = String(Number(day)).padStart(2);
        expect(asked(moment.toUTCString())).toBe(waitMs);
        expect(asked(`${weekday}day, ${day}-${month}-${year.slice(2)} ${time} GMT`)).toBe(waitMs);
        expect(asked(`${weekday} ${month} ${asctimeDay} ${time} ${year}`)).toBe(waitMs);
      }),
    );
  });

  it('and all other limit headers never yield less than 0 or more than a day', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.date().map(String),
      fc.stringMatching(/^[\d.,:;=+-]{0,30}$/),
    );
    const name = fc.constantFrom(
      ...['retry-after', 'retry-after-ms', 'date', 'ratelimit', 'ratelimit-remaining'],
      ...['ratelimit-reset', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'x-rate-limit-reset'],
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.integer({ min: 0, max: 4e12 }), (headers, at) => {
        const { waitMs = 0 } = rateLimit(headers, at);
        expect(waitMs >= 0 && waitMs <= dayMs).toBe(true);
      }),
    );
  });
});

describe('A rate limit', () => {
  it.each([
    ['x-ratelimit-remaining', 'x-ratelimit-reset'],
    ['x-rate-limit-remaining', 'x-rate-limit-reset'],
    ['ratelimit-remaining', 'ratelimit-reset'],
    ['x-ratelimit-remaining', 'x-ratelimit-reset-after'],
    ['x-ratelimit-remaining-minute', 'x-ratelimit-reset-minute'],
    ['anthropic-ratelimit-requests-remaining', 'anthropic-ratelimit-requests-reset'],
  ])('is used up when %s says 0, until %s', (remaining, reset) => {
    const limited = { isUsedUp: true, waitMs: 60_000 };
    for (const none of ['0', '0.0', '0, 0']) {
      expect(rateLimit({ [remaining]: none, [reset]: '60' }, now)).toEqual(limited);
    }
    expect(rateLimit({ [remaining]: '7', [reset]: '60' }, now)).toEqual({ isUsedUp: false });
    expect(rateLimit({ [remaining]: '-1', [reset]: '60' }, now).isUsedUp).toBe(false);
    expect(rateLimit({ [remaining]: '', [reset]: '60' }, now).isUsedUp).toBe(false);
  });

  it.each([
    ['60', 60_000],
    ['60.0', 60_000],
    ['90000', 90_000],
    ['1767225660', 60_000],
    ['1767225660.000', 60_000],
    ['1767225660000', 60_000],
    ['2026-01-01T00:01:00Z', 60_000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['1767225000', 0],
    ['1767225660000000000', undefined],
    ['soon', undefined],
  ])('resets at %s', (value, expected) => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': value };
    expect(rateLimit(headers, now).waitMs).toBe(expected);
  });

  it('is read from both drafts of the RateLimit header', () => {
    const wait = (ratelimit: string) => rateLimit({ ratelimit }, now);
    expect(wait('limit=100, remaining=0, reset=30')).toEqual({ isUsedUp: true, waitMs: 30_000 });
    expect(wait('limit=100, remaining=1, reset=30')).toEqual({ isUsedUp: false });
    expect(wait('"burst";r=0;t=30, "day";r=50;t=3600')).toEqual({ isUsedUp: true, waitMs: 30_000 });
  });

  it('that is not used up does not make a request wait for its reset', () => {
    const hourly = { 'x-ratelimit-remaining': '4987', 'x-ratelimit-reset': '3600' };
    expect(rateLimit({ ...hourly, 'retry-after': '60' }, now).waitMs).toBe(60_000);
    expect(rateLimit(hourly, now).waitMs).toBeUndefined();
    expect(rateLimit({ 'x-ratelimit-reset': '60' }, now).waitMs).toBe(60_000);
  });
});
