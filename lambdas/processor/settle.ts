import { eventKey } from '../event/event-identity.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { DeadLetterNote } from './dead-letter.ts';
import type { EventQueue } from './event-queue.ts';
import type { EventRecords } from './event-records.ts';
import type { Outcome } from './outcome.ts';
import type { ProcessedRecord } from './process-record.ts';

export interface SettleDependencies {
  readonly integration: string;
  readonly queue: EventQueue;
  readonly records: EventRecords;
  readonly clock: Clock;
  readonly log: Log;
}

/** What becomes of the queue's message: `remove` tells SQS that it is settled, `keep` that it comes back. */
export type Settlement = 'remove' | 'keep';

/** SQS hides a message at most this long after its receive; longer waits park again. */
const maxHiddenSeconds = 12 * 60 * 60 - 60;
/** How long a dead letter waits when its queue could not store it. */
const deadLetterRetrySeconds = 60;

/**
 * Carries an outcome out: the one place where an event leaves its queue, waits in it or moves to the
 * dead-letter queue. The message is removed only after what replaces it is stored.
 */
export async function settle(
  processed: ProcessedRecord,
  dependencies: SettleDependencies,
): Promise<Settlement> {
  const { record, head, counted, outcome } = processed;
  const { queue, records, clock, log } = dependencies;
  const key = head && eventKey(head.integration, head.eventId);
  const hideUntil = async (until: number): Promise<void> => {
    const seconds = Math.ceil((until - clock.now()) / 1_000);
    await queue.hide(record.receiptHandle, Math.min(maxHiddenSeconds, Math.max(0, seconds)));
  };
  /** What fails here costs precision (an attempt, a delay), never the event: it stays in its queue. */
  const tolerate = async (what: string, action: Promise<void>): Promise<void> => {
    await action.catch((error: unknown) => {
      log.warn(`Settling: ${what} failed`, { eventId: head?.eventId, error: nameOf(error) });
    });
  };

  switch (outcome.kind) {
    case 'done':
      return 'remove';
    case 'abandoned':
      return 'keep';
    case 'retry':
      if (key && counted) {
        await tolerate(
          'recording the failure',
          records.recordFailure(key, counted.runId, outcome.error, outcome.at),
        );
      }
      await tolerate('hiding the message', hideUntil(outcome.at));
      return 'keep';
    case 'park':
      if (key && counted) {
        await tolerate(
          'giving the attempt back',
          records.giveBackAttempt(key, counted.runId, outcome.until),
        );
      }
      await tolerate('hiding the message', hideUntil(outcome.until));
      return 'keep';
    case 'dead-letter':
      try {
        await queue.deadLetter(record.text, noteOf(processed, outcome, dependencies));
      } catch (error) {
        log.error('The dead-letter queue did not store an event; it stays in its queue', {
          eventId: head?.eventId,
          reason: outcome.reason,
          error: nameOf(error),
        });
        await tolerate(
          'hiding the message',
          queue.hide(record.receiptHandle, deadLetterRetrySeconds),
        );
        return 'keep';
      }
      if (key) await tolerate('closing the attempts', records.closeAttempts(key));
      return 'remove';
  }
}

function noteOf(
  { record, head, counted }: ProcessedRecord,
  outcome: Outcome & { kind: 'dead-letter' },
  { integration, clock }: SettleDependencies,
): DeadLetterNote {
  return {
    reason: outcome.reason,
    attempts: counted?.started.attempt ?? record.receiveCount,
    firstError: counted?.started.firstError ?? outcome.error,
    lastError: outcome.error,
    deadAt: clock.now(),
    integration,
    eventId: head?.eventId ?? '',
    type: head?.type ?? '',
    correlationId: head?.correlationId ?? '',
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
