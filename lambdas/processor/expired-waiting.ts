import { dayMs, expiresWaitingAfterDays, queueRetentionDays } from '../event/lifetimes.ts';

/**
 * Why an event may not wait any longer; undefined while it may.
 *
 * @param acceptedAt when its first queue stored it; milliseconds since the Unix epoch, as `now`
 */
export function expiredWaiting(acceptedAt: number, now: number): string | undefined {
  const waitedDays = (now - acceptedAt) / dayMs;
  if (waitedDays <= expiresWaitingAfterDays) return undefined;
  return `It waited ${String(Math.floor(waitedDays))} days in a queue that keeps ${String(queueRetentionDays)}.`;
}
