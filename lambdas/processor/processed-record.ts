import type { WebhookHead } from '../event/webhook-message.ts';
import type { CountedRun, StartedAttempt } from './event-records.ts';
import type { Outcome } from './outcome.ts';
import type { QueueRecord } from './queue-record.ts';

/** One record, and how it ended: all that settling needs. */
export interface ProcessedRecord {
  readonly record: QueueRecord;
  readonly outcome: Outcome;
  /** Undefined where the message could not be read. */
  readonly head?: WebhookHead;
  /** The run that was counted; undefined where none was. */
  readonly counted?: { readonly run: CountedRun; readonly started: StartedAttempt };
  /** The body was seen before under another event id. */
  readonly replaySuspected: boolean;
}

/** Lambda's call that a record is processed in. */
export interface Invocation {
  /** When Lambda ends it; milliseconds since the epoch. */
  readonly leaseEnds: number;
  /** One event runs in it and no other. */
  readonly alone: boolean;
}
