import { eventKey } from '../event/event-identity.ts';
import type { DeadLetterArchive } from '../dead-letters/dead-letter-archive.ts';
import type { DeadLetterIndex } from '../dead-letters/dead-letter-index.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { EventQueue } from './event-queue.ts';
import type { EventRecords } from './event-records.ts';
import type { ProcessedRecord } from './processed-record.ts';
import { deadLetterEntry, deadLetterNote } from './note-dead-letter.ts';

export interface SettleDependencies {
  readonly integration: string;
  readonly queue: EventQueue;
  readonly records: EventRecords;
  readonly deadLetters: DeadLetterIndex;
  readonly archive: DeadLetterArchive;
  readonly clock: Clock;
  readonly log: Log;
}

/** What becomes of the queue's message: `remove` tells SQS that it is settled, `keep` that it comes back. */
export type Settlement = 'remove' | 'keep';

/** SQS hides a message at most this long after its receive; longer waits park again. */
const maxHiddenSeconds = 12 * 60 * 60 - 60;
/** How long an event waits in its queue when the queue that it should go to could not store it. */
const sendRetrySeconds = 60;

/**
 * Carries an outcome out: the one place where an event leaves its queue, waits in it, or moves to a hold
 * queue or the dead-letter queue. The message is removed only after what replaces it is stored.
 */
export async function settle(
  processed: ProcessedRecord,
  dependencies: SettleDependencies,
): Promise<Settlement> {
  const { record, head, counted, outcome } = processed;
  const { queue, records, deadLetters, archive, clock, log } = dependencies;
  const key = head && eventKey(head.integration, head.eventId);
  const hideUntil = async (until: number): Promise<void> => {
    const seconds = Math.ceil((until - clock.now()) / 1_000);
    await queue.hide(record.receiptHandle, Math.min(maxHiddenSeconds, Math.max(0, seconds)));
  };
  /** What fails here costs precision (an attempt, a delay), never the event: it stays in its queue. */
  const tolerate = async (what: string, action: Promise<unknown>): Promise<void> => {
    await action.catch((error: unknown) => {
      log.warn(`Settling: ${what} failed`, { eventId: head?.eventId, error: nameOf(error) });
    });
  };

  /** Whatever an earlier run of the event left in the dead-letter queue needs nobody any more. */
  const supersede = async (key: string): Promise<void> => {
    const ids = counted?.started.deadLetters ?? (await records.deadLetters(key));
    await deadLetters.markDone(dependencies.integration, ids);
  };

  switch (outcome.kind) {
    case 'done':
      // An event that was ignored before it ever ran has left no dead letter.
      if (key && (counted !== undefined || outcome.ignored !== true)) {
        await tolerate('marking its dead letters as superseded', supersede(key));
      }
      return 'remove';
    case 'abandoned':
      return 'keep';
    case 'retry':
      if (key && counted) {
        await tolerate(
          'recording the failure',
          records.recordFailure(key, counted.run, outcome.error, outcome.at),
        );
      }
      await tolerate('hiding the message', hideUntil(outcome.at));
      return 'keep';
    case 'park':
      if (key && counted) {
        await tolerate(
          'giving the attempt back',
          records.giveBackAttempt(key, counted.run, {
            notBefore: outcome.notBefore ?? outcome.until,
            refusedSince: outcome.refusedSince,
          }),
        );
      }
      await tolerate('hiding the message', hideUntil(outcome.until));
      return 'keep';
    case 'hold': {
      if (key && counted) {
        await tolerate(
          'giving the attempt back',
          records.giveBackAttempt(key, counted.run, { notBefore: undefined }),
        );
      }
      try {
        await queue.hold(record, outcome.upstream);
        return 'remove';
      } catch (error) {
        log.warn('The hold queue did not store an event; it stays in its queue', {
          ...{ eventId: head?.eventId, upstream: outcome.upstream, error: nameOf(error) },
        });
        await tolerate('hiding the message', queue.hide(record.receiptHandle, sendRetrySeconds));
        return 'keep';
      }
    }
    case 'dead-letter': {
      const note = deadLetterNote(processed, outcome, dependencies);
      let messageId: string;
      try {
        messageId = await queue.deadLetter(record.text, note);
      } catch (error) {
        log.error('The dead-letter queue did not store an event; it stays in its queue', {
          eventId: head?.eventId,
          reason: outcome.reason,
          error: nameOf(error),
        });
        await tolerate('hiding the message', queue.hide(record.receiptHandle, sendRetrySeconds));
        return 'keep';
      }
      const entry = deadLetterEntry(processed, note, messageId);
      await Promise.all([
        tolerate('entering it into the index', deadLetters.enter(entry)),
        tolerate('archiving it', archive.keep(entry.integration, entry.id, record.text)),
        // Where another body came under the event's id, the event itself is not what died.
        key && outcome.reason !== 'event-id-reused'
          ? tolerate('closing the attempts', records.closeAttempts(key, entry.id))
          : undefined,
      ]);
      return 'remove';
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
