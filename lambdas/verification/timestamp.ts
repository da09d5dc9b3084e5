import type { RejectionReason } from './rejection.ts';
import type { TimestampRule } from './scheme.ts';

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Whether a signed timestamp is close enough to now, in both directions. Whole seconds are compared
 * where the provider counts in seconds, as its own SDK does.
 * @param now milliseconds since the Unix epoch
 * @returns undefined if it is
 */
export function refuseTimestamp(
  text: string,
  rule: TimestampRule,
  now: number,
): RejectionReason | undefined {
  const signedAt = parseTimestamp(text, rule.unit);
  if (signedAt === undefined) return rule.in === 'json' ? 'malformed-body' : 'malformed-header';
  const ageMs = (rule.unit === 's' ? Math.floor(now / 1_000) * 1_000 : now) - signedAt;
  const toleranceMs = rule.toleranceSeconds * 1_000;
  if (ageMs > toleranceMs) return 'stale';
  if (ageMs < -toleranceMs) return 'in-the-future';
  return undefined;
}

function parseTimestamp(text: string, unit: TimestampRule['unit']): number | undefined {
  switch (unit) {
    case 's':
      return decimal(text, 11, 1_000);
    case 'ms':
      return decimal(text, 14, 1);
    case 'rfc3339': {
      const time = rfc3339.test(text) ? Date.parse(text) : NaN;
      return Number.isNaN(time) ? undefined : time;
    }
  }
}

const fraction = /^\.\d{1,9}$/;

/**
 * Accepts a fraction, because some senders write the time as a float. It reads the digits by hand, which takes a third
 * as long as a regular expression: this runs for every request before the hash.
 */
function decimal(text: string, maxDigits: number, unitMs: number): number | undefined {
  const point = text.indexOf('.');
  const digits = point < 0 ? text.length : point;
  if (digits === 0 || digits > maxDigits) return undefined;
  if (point >= 0 && !fraction.test(text.slice(point))) return undefined;
  let value = 0;
  for (let at = 0; at < digits; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return (point < 0 ? value : Number(text)) * unitMs;
}

/** @param now milliseconds since the Unix epoch */
export function writeTimestamp(now: number, unit: TimestampRule['unit']): string {
  switch (unit) {
    case 's':
      return String(Math.floor(now / 1_000));
    case 'ms':
      return String(now);
    case 'rfc3339':
      return new Date(now).toISOString();
  }
}
