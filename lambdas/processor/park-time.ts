import type { Random } from '../runtime/clock.ts';

/**
 * Shortest time that a message of a parked event is hidden, whoever asked for it: none, five minutes, half an
 * hour. An upstream that says "in twenty seconds" for hours, or a table that is down for a day, must not
 * use up the thousand receives that SQS allows.
 */
const shortestParkMs = [
  { receivesBelow: 100, ms: 0 },
  { receivesBelow: 300, ms: 5 * 60_000 },
  { receivesBelow: Infinity, ms: 30 * 60_000 },
] as const;

export interface ParkedEvent {
  /** When it may come back; ms since the epoch. */
  readonly until: number;
  /** How often SQS has handed the message out, this time included. */
  readonly receiveCount: number;
  readonly now: number;
  readonly random: Random;
}

/** When the message of a parked event comes back, in ms since the epoch. */
export function parkUntil({ until, receiveCount, now, random }: ParkedEvent): number {
  const { ms = 0 } = shortestParkMs.find((row) => receiveCount < row.receivesBelow) ?? {};
  return ms === 0 ? until : Math.max(until, now + ms * (1 + random() / 2));
}
