import { UsageError } from './command.ts';

export { ago, duration } from '../../lambdas/operations/time-words.ts';

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

/** A moment of this machine's day, to the second: `2026-01-31 09:30:05`. */
export function localTime(moment: number): string {
  const date = new Date(moment);
  const pad = (part: number): string => String(part).padStart(2, '0');
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(':')}`;
}

/** A sentence whose moments are ISO 8601, as `--json` has it, with those of this machine's day. */
export function withLocalTimes(text: string): string {
  return text.replaceAll(isoMoment, (moment) => localTime(Date.parse(moment)));
}

const isoMoment = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z/g;
