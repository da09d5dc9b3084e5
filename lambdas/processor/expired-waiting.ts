import { dayMs, expiresWaitingAfterDays, queueRetentionDays } from '../event/lifetimes.ts';

/**
 * Why an event may not wait any longer; undefined while it may.
 *
 * @param sentAt when it entered its queue; milliseconds since the Unix epoch, as `now`
 */
export function expiredWaiting(sentAt: number, now: number): string | undefined {
  const waitedDays = (now - sentAt) / dayMs;
  if (waitedDays <= expiresWaitingAfterDays) return undefined;
  return `It waited ${String(Math.floor(waitedDays))} days in a queue that keeps ${String(queueRetentionDays)}.`;
}
