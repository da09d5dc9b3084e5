import type { Random } from '../runtime/clock.ts';

/**
 * Shortest wait of an event that a breaker holds, as a multiple of the breaker's longest opening, by how
 * often SQS has handed the event out. With the usual five minutes: none, five minutes, ten minutes, four
 * hours. Looking again costs a receive, and SQS allows a thousand: an event that is looked at soon at
 * first, so that a short outage costs it little, and seldom later, lasts as long as its queue keeps it.
 * At its second look the queue is paused, if the outage is one for which it is.
 */
const shortestByReceives = [
  { receivesBelow: 2, openings: 0 },
  { receivesBelow: 3, openings: 1 },
  { receivesBelow: 300, openings: 2 },
  { receivesBelow: Infinity, openings: 48 },
] as const;

/**
 * Shortest time that a message of a parked event is hidden, whoever asked for it: none, five minutes, half an
 * hour. An upstream that says "in twenty seconds" for hours, or a table that is down for a day, must not
 * use up the thousand receives.
 */
const shortestParkMs = [
  { receivesBelow: 100, ms: 0 },
  { receivesBelow: 300, ms: 5 * 60_000 },
  { receivesBelow: Infinity, ms: 30 * 60_000 },
] as const;

/** When the message of a parked event comes back, in ms since the epoch. */
export function parkUntil({
  until,
  receiveCount,
  now,
  random,
}: Omit<HeldEvent, 'longestOpenMs'>): number {
  const { ms = 0 } = shortestParkMs.find((row) => receiveCount < row.receivesBelow) ?? {};
  return ms === 0 ? until : Math.max(until, now + ms * (1 + random() / 2));
}

export interface HeldEvent {
  /** When the breaker will look again; ms since the epoch. */
  readonly until: number;
  /** Of the breaker. */
  readonly longestOpenMs: number;
  /** How often SQS has handed the message out, this time included. */
  readonly receiveCount: number;
  readonly now: number;
  readonly random: Random;
}

/** When an event that a breaker holds comes back, in ms since the epoch. */
export function holdUntil(event: HeldEvent): number {
  const { until, longestOpenMs, receiveCount, now, random } = event;
  const row = shortestByReceives.find(({ receivesBelow }) => receiveCount < receivesBelow);
  const shortestMs = (row?.openings ?? 0) * longestOpenMs;
  return Math.max(until, now + shortestMs * (1 + random() / 2));
}
