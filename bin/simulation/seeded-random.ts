import type { Random } from '../../lambdas/runtime/clock.ts';

/** Mulberry32: small, and good enough to spread clients. The same seed gives the same numbers. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number between the two, `most` not included. */
export function between(random: Random, least: number, most: number): number {
  return least + (most - least) * random();
}
