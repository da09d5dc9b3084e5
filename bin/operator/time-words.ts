import { UsageError } from './command.ts';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * A moment as people write it: a time ago (`90s`, `30m`, `2h`, `7d`) or ISO 8601 (`2026-01-31`,
 * `2026-01-31T09:30Z`).
 *
 * @returns milliseconds since the Unix epoch
 * @throws UsageError
 */
export function parseMoment(text: string, now: number): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    return now - Number(count) * unitMs[unit as keyof typeof unitMs];
  }
  const moment = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(moment)) {
    throw new UsageError(
      `"${text}" is no time: expected a time ago (30m, 2h, 7d) or a date (2026-01-31T09:30Z).`,
    );
  }
  return moment;
}

/**
 * A moment to come as people write it: from now on (`30m`, `2h`) or ISO 8601 (`2026-01-31T09:30Z`).
 *
 * @returns milliseconds since the Unix epoch
 * @throws UsageError
 */
export function parseEnd(text: string, now: number): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const end =
    count !== undefined && unit !== undefined
      ? now + Number(count) * unitMs[unit as keyof typeof unitMs]
      : /^\d{4}-\d{2}-\d{2}/.test(text)
        ? Date.parse(text)
        : NaN;
  if (Number.isNaN(end)) {
    throw new UsageError(
      `"${text}" is no time: expected how long from now (30m, 2h, 7d) or a date (2026-01-31T09:30Z).`,
    );
  }
  if (end <= now) throw new UsageError(`"${text}" is over: expected a time to come.`);
  return end;
}

/** `12 s`, `5 min`, `3 h`, `4 d`: the largest unit that fits. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 90) return `${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${String(minutes)} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${String(hours)} h` : `${String(Math.round(hours / 24))} d`;
}

/** As `duration`, in the past. */
export function ago(moment: number, now: number): string {
  return `${duration(now - moment)} ago`;
}

/** A moment of this machine's day, to the second: `2026-01-31 09:30:05`. */
export function localTime(moment: number): string {
  const date = new Date(moment);
  const pad = (part: number): string => String(part).padStart(2, '0');
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(':')}`;
}
