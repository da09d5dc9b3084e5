import { untouched, type Snapshot } from './snapshot.ts';

/** A circuit as one environment knows it. */
export interface View {
  readonly snapshot: Snapshot;
  /** When this environment first saw the epoch, by its own clock. */
  readonly epochSeenAt: number;
}

/** Of an environment that has not looked yet. */
export const unread: View = { snapshot: untouched, epochSeenAt: 0 };

/** After the answer to a write: it says what stands there, whatever was believed before. */
export function afterWrite(known: View, snapshot: Snapshot, now: number): View {
  const isSameEpoch = known !== unread && known.snapshot.transitionId === snapshot.transitionId;
  return { snapshot, epochSeenAt: isSameEpoch ? known.epochSeenAt : now };
}

/**
 * After a read, which may be older than what is known: then it says nothing. Otherwise a lease holder
 * could forget its own lease. What the environment knows by itself alone gives way to any read.
 */
export function afterRead(known: View, snapshot: Snapshot, now: number): View {
  const isFleets = known !== unread && known.snapshot.isOwn !== true;
  const isOld = isFleets && snapshot.epoch < known.snapshot.epoch;
  return isOld ? known : afterWrite(known, snapshot, now);
}
