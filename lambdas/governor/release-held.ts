import { dayMs, expiresWaitingAfterDays } from '../event/lifetimes.ts';
import type { HeldMessage, HoldQueues } from './ports.ts';

/** At most so many receive side by side; each takes ten messages at once. */
const mostLanes = 8;
const batchSize = 10;
/** Longer than sending them takes: what is lost on the way comes again then. */
const hiddenSeconds = 30;
/** Receives that find nothing too old before a search ends. SQS hands out the oldest first only by and large. */
const mostInVain = 3;

export interface Released {
  readonly events: number;
  /** A receive found nothing; SQS may have missed some, which the next look finds. */
  readonly isEmpty: boolean;
}

/**
 * Sends events from a hold queue back to the queues of their integrations: first the send, then the delete, so
 * that what is interrupted comes twice and is done once.
 */
export async function releaseHeld(
  queues: HoldQueues,
  upstream: string,
  most: number,
): Promise<Released> {
  let left = most;
  let events = 0;
  let isEmpty = false;
  const lane = async (): Promise<void> => {
    while (left > 0 && !isEmpty) {
      const wanted = Math.min(batchSize, left);
      left -= wanted;
      const received = await queues.receive(upstream, wanted, hiddenSeconds);
      if (received.length === 0) isEmpty = true;
      else events += await queues.sendBack(upstream, received);
      left += wanted - received.length;
    }
  };
  const lanes = Math.min(mostLanes, Math.ceil(most / batchSize));
  await Promise.all(Array.from({ length: lanes }, lane));
  return { events, isEmpty };
}

/**
 * Sends back what has waited as long as an event may, whatever holds it: its processor dead-letters it. The
 * rest is hidden for a moment only.
 *
 * @param mayGoOn false where it is time for something else: the next run goes on
 */
export async function releaseExpired(
  queues: HoldQueues,
  upstream: string,
  now: number,
  mayGoOn: () => boolean,
): Promise<void> {
  const isExpired = ({ acceptedAt }: HeldMessage) =>
    now - acceptedAt > expiresWaitingAfterDays * dayMs;
  for (let inVain = 0; inVain < mostInVain && mayGoOn();) {
    const received = await queues.receive(upstream, batchSize, 1);
    if (received.length === 0) return;
    const expired = received.filter(isExpired);
    if (expired.length > 0) await queues.sendBack(upstream, expired);
    inVain = expired.length === 0 ? inVain + 1 : 0;
  }
}
