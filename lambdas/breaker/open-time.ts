import type { BreakerSettings } from './breaker-settings.ts';

/** How far an opening may be longer or shorter than its nominal time, so that fleets do not probe in step. */
export const openJitter = 0.2;

/**
 * How long a breaker stays open: doubles with each opening in a row, up to a cap, ±20 %.
 *
 * @param openings in a row, this one included
 * @param random in [0, 1)
 */
export function openTimeMs(
  openings: number,
  random: number,
  { openMs, longestOpenMs }: Pick<BreakerSettings, 'openMs' | 'longestOpenMs'>,
): number {
  // The exponent is bounded so that no number of openings overflows.
  const nominal = Math.min(longestOpenMs, openMs * 2 ** Math.min(openings - 1, 20));
  return Math.round(nominal * (1 - openJitter + 2 * openJitter * random));
}
