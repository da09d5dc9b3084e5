const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The three formats of RFC 9110 (the asctime form names no zone and means GMT), and RFC 3339. */
const formats = [
  /^[a-z]{3}, (?<day>\d{1,2}) (?<month>[a-z]{3}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) (?:gmt|utc|[+-]0000)$/,
  /^[a-z]{6,9}, (?<day>\d\d)-(?<month>[a-z]{3})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) (?:gmt|utc|[+-]0000)$/,
  /^[a-z]{3} (?<month>[a-z]{3}) {1,2}(?<day>\d{1,2}) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)t(?<time>\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?<zone>z|[+-]\d\d:\d\d)$/,
];

/**
 * Milliseconds since the Unix epoch from a date in an HTTP header; undefined for anything else, including
 * dates that do not exist (31 February). The weekday is redundant and ignored.
 *
 * @param now decides the century of a two-digit year
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
 */
export function httpDateMs(text: string, now: number): number | undefined {
  const value = text.trim().toLowerCase();
  for (const format of formats) {
    const { day, month = '', year, time = '', zone = 'z' } = format.exec(value)?.groups ?? {};
    if (day === undefined || year === undefined) continue;
    const atUtc = existingMs(
      year.length === 2 ? fullYear(Number(year), now) : Number(year),
      /^\d/.test(month) ? Number(month) - 1 : months.indexOf(month),
      Number(day),
      time,
    );
    return atUtc === undefined ? undefined : atUtc - offsetMs(zone);
  }
  return undefined;
}

/** @param month from 0 */
function existingMs(year: number, month: number, day: number, time: string): number | undefined {
  const midnight = new Date(Date.UTC(year, month, day));
  const isDate = midnight.getUTCMonth() === month && midnight.getUTCDate() === day;
  const [hours = NaN, minutes = NaN, seconds = NaN] = time.split(':').map(Number);
  // The sixtieth second is a leap second.
  if (!isDate || hours > 23 || minutes > 59 || seconds > 60) return undefined;
  return midnight.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

/** RFC 9110: a year that seems to be more than fifty years ahead is in the past. */
function fullYear(twoDigits: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return year > thisYear + 50 ? year - 100 : year;
}

function offsetMs(zone: string): number {
  if (zone === 'z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
