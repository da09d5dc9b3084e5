import type { OldestWaiting, Progress, WaitingEvent } from '../waiting/waiting-event.ts';

/** What is known of one queue at one moment. */
export interface QueueSight {
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly now: number;
  /** SQS's `ApproximateNumberOfMessages`. */
  readonly visible: number;
  /** SQS's `ApproximateNumberOfMessagesNotVisible`: worked on, or hidden until later. */
  readonly inFlight: number;
  /** A breaker or a person has paused it, or it is being probed or ramped up. */
  readonly held: boolean;
  readonly waiting: OldestWaiting;
  readonly progress: Progress | undefined;
}

/** What is remembered of a queue from one look to the next. */
export interface QueueWatch {
  /** It has been empty at each look since then. */
  readonly emptySince?: number;
  /** It has held something that nobody can account for, and nothing has left it, since then. */
  readonly stuckSince?: number;
  /** The last time somebody held it: `endedAt` is the last look at which it was still held. */
  readonly hold?: { readonly since: number; readonly endedAt: number };
  /** Nobody has held it since, and what was late from then has been caught up with. */
  readonly freeSince?: number;
}

export interface QueueFindings {
  readonly watch: QueueWatch;
  /** Age of the oldest event, in seconds; 0 for an empty queue. */
  readonly oldestSeconds: number;
  /** For how long an event has been ready to run without anybody asking it to wait, in seconds. */
  readonly overdueSeconds: number;
  /** It is held, or catching up after it was. */
  readonly heldOnPurpose: boolean;
  /** In the index, but not in the queue: to be taken out. */
  readonly stale: readonly WaitingEvent[];
}

/** SQS's counts settle within about a minute: two looks this far apart do not err in the same way. */
const believedAfterMs = 60_000;
/** Something leaves a queue that catches up at least this often. */
const progressWithinMs = 3 * 60_000;

/**
 * How old the oldest event of a queue is, and how late. Truth has three parts, because SQS tells the age
 * of nothing that was received three times: events that came back are in the index; those that nobody
 * has settled yet are late at least since anything last left the queue; and those that are settled at
 * once waited as long as the processor says.
 */
export function watchQueue(before: QueueWatch, sight: QueueSight): QueueFindings {
  const { now, visible, inFlight, waiting, progress } = sight;
  const hold = holdAt(before, sight);
  if (visible + inFlight === 0) {
    const emptySince = before.emptySince ?? now;
    const isEmpty = now - emptySince >= believedAfterMs;
    return {
      watch: { emptySince, ...hold.watch },
      oldestSeconds: 0,
      overdueSeconds: 0,
      heldOnPurpose: hold.onPurpose,
      stale: isEmpty ? waiting.events.filter(({ sentAt }) => sentAt < emptySince) : [],
    };
  }
  const stuckSince = isUnaccountedFor(sight)
    ? Math.max(before.stuckSince ?? now, progress?.movedAt ?? 0)
    : undefined;
  const stuckMs = stuckSince === undefined ? 0 : now - stuckSince;
  const passingMs =
    progress !== undefined && now - progress.movedAt <= progressWithinMs ? progress.waitedMs : 0;
  const ages = waiting.events.map(({ sentAt }) => now - sentAt);
  const delays = waiting.events.map(({ dueSince }) => now - dueSince);
  const overdueMs = Math.min(Math.max(0, stuckMs, passingMs, ...delays), hold.blamableMs);
  return {
    watch: { ...(stuckSince !== undefined && { stuckSince }), ...hold.watch },
    oldestSeconds: seconds(Math.max(0, stuckMs, passingMs, ...ages)),
    overdueSeconds: seconds(overdueMs),
    heldOnPurpose: hold.onPurpose,
    stale: [],
  };
}

/** Something is in the queue that no event hidden until later explains. */
function isUnaccountedFor({ now, visible, inFlight, waiting }: QueueSight): boolean {
  if (!waiting.complete) return visible > 0;
  const hidden = waiting.events.filter(({ comesBackAt }) => comesBackAt > now).length;
  return visible + inFlight > hidden;
}

interface Hold {
  readonly watch: Pick<QueueWatch, 'hold' | 'freeSince'>;
  readonly onPurpose: boolean;
  /** No event is late for longer than this. */
  readonly blamableMs: number;
}

/**
 * A hold that has ended goes on counting as one while events leave the queue, for as long again as it
 * lasted at the most: what piled up is being caught up with.
 */
function holdAt(before: QueueWatch, { now, held, progress }: QueueSight): Hold {
  if (held) {
    const hold = { since: before.hold?.since ?? now, endedAt: now };
    return { watch: { hold }, onPurpose: true, blamableMs: 0 };
  }
  const { hold, freeSince } = before;
  if (hold !== undefined) {
    const isMoving = now - Math.max(hold.endedAt, progress?.movedAt ?? 0) <= progressWithinMs;
    const hasTime = now - hold.endedAt <= Math.max(hold.endedAt - hold.since, progressWithinMs);
    if (isMoving && hasTime) return { watch: { hold }, onPurpose: true, blamableMs: 0 };
    return { watch: { freeSince: now }, onPurpose: false, blamableMs: 0 };
  }
  return {
    watch: freeSince === undefined ? {} : { freeSince },
    onPurpose: false,
    blamableMs: freeSince === undefined ? Infinity : now - freeSince,
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1_000);
}
