import { describe, expect, it } from '@jest/globals';
import { refuseTimestamp, writeTimestamp } from '../../../lambdas/verification/timestamp.ts';

const now = 1_767_323_045_678;

describe('a timestamp in seconds with a tolerance of 300', () => {
  const rule = { in: 'signature', unit: 's', toleranceSeconds: 300 } as const;
  const seconds = Math.floor(now / 1_000);

  it.each([
    [-300, undefined],
    [-301, 'stale'],
    [0, undefined],
    [300, undefined],
    [301, 'in-the-future'],
  ])('%i seconds from now is %s', (offset, reason) => {
    expect(refuseTimestamp(String(seconds + offset), rule, now)).toBe(reason);
  });

  it.each([
    '',
    ' 1767323045',
    '1767323045 ',
    '+1767323045',
    '1767323045.',
    '.5',
    '1767323045.0.0',
    '1767323045.0000000000',
    '1e9',
    '0x69',
    '１７',
    '9'.repeat(12),
  ])('is not "%s"', (text) => {
    expect(refuseTimestamp(text, rule, now)).toBe('malformed-header');
  });
});

describe('a timestamp as a float', () => {
  it.each([
    ['s', String((now - 1_500) / 1_000), undefined],
    ['s', String((now - 301_500) / 1_000), 'stale'],
    ['ms', `${now}.5`, undefined],
  ] as const)('in %s is read with its fraction: %s', (unit, text, reason) => {
    const rule = { in: 'header', name: 't', unit, toleranceSeconds: 300 } as const;
    expect(refuseTimestamp(text, rule, now)).toBe(reason);
  });
});

describe('a timestamp in milliseconds', () => {
  const rule = { in: 'header', name: 't', unit: 'ms', toleranceSeconds: 1 } as const;

  it.each([
    [-1_000, undefined],
    [-1_001, 'stale'],
    [1_000, undefined],
    [1_001, 'in-the-future'],
  ])('%i milliseconds from now is %s', (offset, reason) => {
    expect(refuseTimestamp(String(now + offset), rule, now)).toBe(reason);
  });
});

describe('a timestamp as RFC 3339', () => {
  const rule = { in: 'header', name: 't', unit: 'rfc3339', toleranceSeconds: 1 } as const;

  it.each([
    ['2026-01-02T03:04:05Z', undefined],
    ['2026-01-02T04:04:05.123456789+01:00', undefined],
    ['2026-01-02T03:04:05', 'malformed-header'],
    ['2026-13-02T03:04:05Z', 'malformed-header'],
    ['Fri, 02 Jan 2026 03:04:05 GMT', 'malformed-header'],
    ['2026-01-02T03:04:03Z', 'stale'],
    ['2026-01-02T03:04:07Z', 'in-the-future'],
  ])('%s is %s', (text, reason) => {
    expect(refuseTimestamp(text, rule, now)).toBe(reason);
  });
});

it.each(['s', 'ms', 'rfc3339'] as const)('what is written in %s is read as now', (unit) => {
  const rule = { in: 'header', name: 't', unit, toleranceSeconds: 1 } as const;
  expect(refuseTimestamp(writeTimestamp(now, unit), rule, now)).toBeUndefined();
});
