import { describe, expect, it } from '@jest/globals';
import { ago, duration, parseEnd, parseMoment } from '../../../bin/operator/time-words.ts';

const now = Date.UTC(2026, 0, 31, 12);

describe('a moment that somebody types', () => {
  it.each([
    ['90s', now - 90_000],
    ['30m', now - 30 * 60_000],
    ['2h', now - 2 * 3_600_000],
    ['7d', now - 7 * 86_400_000],
    ['2026-01-31T09:30Z', Date.UTC(2026, 0, 31, 9, 30)],
    ['2026-01-31', Date.UTC(2026, 0, 31)],
  ])('%s', (text, moment) => {
    expect(parseMoment(text, now)).toBe(moment);
  });

  it.each(['', '2', 'h', '2 hours', 'yesterday', '2026-13-41', '-2h'])('refuses "%s"', (text) => {
    expect(() => parseMoment(text, now)).toThrow('is no time');
  });
});

describe('an end that somebody types', () => {
  it.each([
    ['30m', now + 30 * 60_000],
    ['2d', now + 2 * 86_400_000],
    ['2026-01-31T12:00:01Z', now + 1_000],
  ])('%s', (text, moment) => {
    expect(parseEnd(text, now)).toBe(moment);
  });

  it('is a time, and one to come', () => {
    expect(() => parseEnd('soon', now)).toThrow('is no time');
    expect(() => parseEnd('2026-01-31T12:00Z', now)).toThrow('is over');
    expect(() => parseEnd('0m', now)).toThrow('is over');
  });
});

describe('a time that somebody reads', () => {
  it('is in the largest unit that tells enough', () => {
    expect(
      [0, 89_000, 90_000, 89 * 60_000, 90 * 60_000, 47 * 3_600_000, 49 * 3_600_000].map(duration),
    ).toEqual(['0 s', '89 s', '2 min', '89 min', '2 h', '47 h', '2 d']);
    expect(ago(now - 5_000, now)).toBe('5 s ago');
  });
});
