import { decodeMessage } from '../event/webhook-message.ts';
import type { ParkError } from './event-errors.ts';
import { expiredWaiting } from './expired-waiting.ts';
import { parkUntil } from './park-time.ts';
import { heldOutcome } from './decide-outcome.ts';
import { newerVersion } from './newer-version.ts';
import type { DeadLetterReason, Outcome } from './outcome.ts';
import type { Invocation, ProcessedRecord } from './processed-record.ts';
import type { QueueRecord } from './queue-record.ts';
import { runEvent } from './run-event.ts';
import type { RunEventDependencies } from './run-event.ts';

/** Runs one record's event as far as it goes and says how it ended. Changes nothing in the queue. */
export async function processRecord(
  record: QueueRecord,
  invocation: Invocation,
  dependencies: RunEventDependencies,
): Promise<ProcessedRecord> {
  const processed = await processDecoded(record, invocation, dependencies);
  const { outcome } = processed;
  if (outcome.kind !== 'park') return processed;
  const { clock, random } = dependencies;
  const { receiveCount } = record;
  const { until: notBefore } = outcome;
  const until = parkUntil({ until: notBefore, receiveCount, now: clock.now(), random });
  // Another message of the same event has receives of its own: it is not put off by this one's.
  return { ...processed, outcome: { ...outcome, until, notBefore } };
}

async function processDecoded(
  record: QueueRecord,
  invocation: Invocation,
  dependencies: RunEventDependencies,
): Promise<ProcessedRecord> {
  const decoded = decodeMessage(record.text);
  switch (decoded.kind) {
    case 'unreadable':
      return notRun(
        record,
        deadLetter('unreadable-message', `The queue message is unreadable: ${decoded.problem}.`),
      );
    case 'newer-version': {
      const expired = expiredWaiting(record.acceptedAt, dependencies.clock.now());
      return notRun(
        record,
        expired === undefined
          ? waiting(newerVersion(`Message version ${String(decoded.version)}`, dependencies))
          : deadLetter('expired-waiting', expired),
      );
    }
    case 'message': {
      const held = await heldBefore(record, dependencies);
      if (held !== undefined) return { ...notRun(record, held), head: decoded.head };
      return runEvent(record, decoded, invocation, dependencies);
    }
  }
}

/** Why an event is not run at all now; one that has waited too long is, so that it is dead-lettered. */
async function heldBefore(
  { acceptedAt, released }: QueueRecord,
  { clock, gate, whenUpstreamDown }: RunEventDependencies,
): Promise<Outcome | undefined> {
  const now = clock.now();
  if (whenUpstreamDown === 'continue' || expiredWaiting(acceptedAt, now)) return undefined;
  const hold = await gate.holding(released);
  const message = 'Events of its integration wait for an upstream.';
  return hold && heldOutcome(hold, { name: 'Held', message, upstream: hold.upstream }, now);
}

function notRun(record: QueueRecord, outcome: Outcome): ProcessedRecord {
  return { record, outcome, replaySuspected: false };
}

function waiting({ until, name, message }: ParkError): Outcome {
  return { kind: 'park', until, error: { name, message } };
}

function deadLetter(reason: DeadLetterReason, message: string): Outcome {
  return { kind: 'dead-letter', reason, error: { name: 'NotRun', message } };
}
