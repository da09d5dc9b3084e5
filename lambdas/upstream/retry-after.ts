/** Longer waits are a hostile or mistaken value: an event lives 14 days in its queue. */
export const longestRetryAfterMs = 24 * 60 * 60 * 1_000;

/** The three date formats of RFC 9110, section 5.6.7: a recipient must take them all. */
const httpDate =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/;

/**
 * Milliseconds to wait, from a Retry-After header; undefined where there is none or it is unreadable.
 *
 * A date is read against the response's own Date header, so that the upstream's clock is compared with
 * itself; without one, against `now`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const value = headers['retry-after']?.trim();
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1_000, longestRetryAfterMs);
  const at = dateMs(value);
  if (at === undefined) return undefined;
  const from = dateMs(headers['date']?.trim()) ?? now;
  return Math.min(Math.max(0, at - from), longestRetryAfterMs);
}

function dateMs(value: string | undefined): number | undefined {
  if (value === undefined || !httpDate.test(value)) return undefined;
  // The asctime form names no zone; HTTP dates are always in GMT.
  const parsed = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(parsed) ? undefined : parsed;
}
