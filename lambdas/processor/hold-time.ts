import type { Random } from '../runtime/clock.ts';

const minuteMs = 60_000;

/**
 * Shortest wait of an event that a breaker holds, by how often SQS has handed it out. Looking again costs
 * a receive, and SQS allows a thousand: an event that is looked at soon at first, so that a short
 * outage costs it little, and seldom later, lasts for as long as its queue keeps it.
 */
const shortestByReceives = [
  { receivesBelow: 2, ms: 0 },
  { receivesBelow: 3, ms: 2 * minuteMs },
  { receivesBelow: 300, ms: 10 * minuteMs },
  { receivesBelow: Infinity, ms: 4 * 60 * minuteMs },
] as const;

/**
 * When an event that a breaker holds comes back, in ms since the epoch.
 *
 * @param until when the breaker will look again
 */
export function holdUntil(
  until: number,
  receiveCount: number,
  now: number,
  random: Random,
): number {
  const row = shortestByReceives.find(({ receivesBelow }) => receiveCount < receivesBelow);
  return Math.max(until, now + (row?.ms ?? 0) * (1 + random() / 2));
}
