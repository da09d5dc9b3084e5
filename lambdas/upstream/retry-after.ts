import { decimalIn } from './decimal.ts';
import { httpDateMs } from './http-date.ts';

/** Longer waits are a hostile or mistaken value: an event lives 14 days in its queue. */
export const longestRetryAfterMs = 24 * 60 * 60 * 1_000;

export type Headers = Readonly<Record<string, string>>;

/**
 * Milliseconds that a response asks to wait, from `Retry-After` (seconds, fractions allowed, or a
 * date) or one of its millisecond variants; undefined if there is none or it is unreadable.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  return (
    longestWaitMs(headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms'], decimalIn) ??
    longestWaitMs(headers['retry-after'], (value) => {
      const number = decimalIn(value);
      return number === undefined || isEpoch(number)
        ? untilMs(value, headers, now)
        : number * 1_000;
    })
  );
}

/**
 * Milliseconds until a limit resets. APIs state it in seconds or milliseconds from now, in seconds or
 * milliseconds since the epoch, or as a date. The ranges do not overlap, because no window is longer than a day.
 */
export function resetsInMs(
  header: string | undefined,
  headers: Headers,
  now: number,
): number | undefined {
  return longestWaitMs(header, (value) => {
    const number = decimalIn(value);
    if (number === undefined || number >= earliestEpochSeconds) return untilMs(value, headers, now);
    return number <= longestRetryAfterMs / 1_000 ? number * 1_000 : number;
  });
}

/** The numbers in a header, in which a repeated header arrives joined by commas. Never NaN or negative. */
export function numbersIn(header: string): number[] {
  return header
    .split(',')
    .map((value) => decimalIn(value.trim()))
    .filter((number) => number !== undefined);
}

/** Unix time in seconds exceeded it in 2001; as seconds from now, it is 31 years. */
const earliestEpochSeconds = 1e9;
const earliestEpochMs = 1e11;
const latestEpochMs = 1e14;

function isEpoch(number: number): boolean {
  return number >= earliestEpochSeconds && number < latestEpochMs;
}

/**
 * Milliseconds until a date, or a number of seconds or milliseconds since the epoch. It is compared with
 * the response's own Date header, so that clock differences do not matter; without one, with `now`.
 */
function untilMs(value: string, headers: Headers, now: number): number | undefined {
  const number = decimalIn(value);
  if (number !== undefined && !isEpoch(number)) return undefined;
  const at =
    number === undefined ? httpDateMs(value, now) : number * (number < earliestEpochMs ? 1_000 : 1);
  return at && at - (httpDateMs(headers['date'] ?? '', now) ?? now);
}

/** The longest of the waits in a header, from 0 to a day. An HTTP date contains a comma itself. */
function longestWaitMs(
  header: string | undefined,
  read: (value: string) => number | undefined,
): number | undefined {
  const waits = (header ?? '')
    .split(/,(?! *\d{1,2}[ -][A-Za-z]{3}[ -])/)
    .map((value) => read(value.trim()))
    .filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.min(Math.max(0, ...waits), longestRetryAfterMs);
}
