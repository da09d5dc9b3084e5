import { breakerActor } from '../breaker/breaker-actor.ts';
import type { AnnouncementMarks } from '../breaker/announcement-marks.ts';
import type { HistoryEntry, Snapshot } from '../breaker/snapshot.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { nameOf } from './look-around.ts';

/** Where changes of breakers are made known. */
export interface Announcements {
  /** One line and one count. */
  tell(circuit: string, change: HistoryEntry): void;
  /** @throws where it was not taken */
  publish(circuit: string, change: HistoryEntry): Promise<void>;
}

export interface Announcing {
  readonly announcements: Announcements;
  readonly marks: AnnouncementMarks;
  readonly clock: Clock;
  readonly log: Log;
}

/** Time for whoever has made a change to publish it. */
const ownWordMs = 30_000;

/** Changes that nobody is known to have published, oldest first. Pure. */
export function missingAnnouncements(
  { history, epoch, announcedEpoch = 0 }: Snapshot,
  now: number,
): HistoryEntry[] {
  // A circuit whose item was taken away counts from the beginning again.
  const after = announcedEpoch > epoch ? 0 : announcedEpoch;
  const missing = history.filter((change) => change.epoch > after);
  const early = missing.findIndex((change) => !isPersons(change) && now - change.at < ownWordMs);
  return early === -1 ? missing : missing.slice(0, early);
}

/**
 * Publishes what is missing: whoever made the change has crashed since, or is a person's command, which
 * only writes it down. Published again where that is not known, under the same id.
 */
export async function makeAnnouncements(
  circuit: string,
  snapshot: Snapshot,
  { announcements, marks, clock, log }: Announcing,
): Promise<void> {
  for (const change of missingAnnouncements(snapshot, clock.now())) {
    const { epoch } = change;
    try {
      await announcements.publish(circuit, change);
      await marks.markAnnounced(circuit, epoch, 'any');
    } catch (error) {
      log.warn('A change of a breaker was not published', {
        ...{ upstream: circuit, epoch, error: nameOf(error) },
      });
      return;
    }
    if (isPersons(change)) announcements.tell(circuit, change);
  }
}

function isPersons({ by }: HistoryEntry): boolean {
  return by !== breakerActor;
}
