import { createHash } from 'node:crypto';
import { eventKey } from '../event/event-identity.ts';
import type { BodyReference, WebhookHead } from '../event/webhook-message.ts';
import type { Webhook } from '../event/webhook.ts';
import type { Clock, Random } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { BodyMissingError } from './body-store.ts';
import type { BodyStore } from './body-store.ts';
import {
  DeadLetterError,
  StoreUnavailableError,
  decideOutcome,
  storeRetryMs,
} from './decide-outcome.ts';
import type { EventRecords, StartedAttempt } from './event-records.ts';
import { eventResult } from './event-result.ts';
import type { Json, Outcome } from './outcome.ts';
import type { ProcessedRecord } from './process-record.ts';
import type { QueueRecord } from './queue-record.ts';
import { startRun } from './run-fence.ts';
import type { FencedRun } from './run-fence.ts';
import type { RunHandler } from './run-handler.ts';
import type { OnceResult, RunOnce } from './run-once.ts';

/** What running an event touches of the world. */
export interface RunEventDependencies {
  readonly runHandler: RunHandler;
  readonly maxAttempts: number;
  readonly replaySuspected: 'report' | 'refuse';
  readonly once: RunOnce;
  readonly records: EventRecords;
  readonly bodies: BodyStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly log: Log;
}

/** What one run has learnt so far; read when it ended, however it ended. */
interface Progress {
  started?: StartedAttempt;
  replaySuspected: boolean;
}

/** Longest wait for another environment's run of the same event. */
const maxInProgressWaitMs = 60_000;

/** Runs an event's handler, unless it is done already, is running elsewhere or has no attempt left. */
export async function runEvent(
  record: QueueRecord,
  { head, body }: { head: WebhookHead; body: Buffer | BodyReference },
  leaseEnds: number,
  dependencies: RunEventDependencies,
): Promise<ProcessedRecord> {
  const { clock, newId, once } = dependencies;
  const run = startRun(newId(), leaseEnds, clock);
  const progress: Progress = { replaySuspected: false };
  const bodySha256 = Buffer.isBuffer(body) ? sha256(body) : body.sha256;
  try {
    const result = await once(
      {
        key: eventKey(head.integration, head.eventId),
        bodySha256: head.idUnsigned ? bodySha256 : undefined,
        remainingMs: () => Math.max(1, leaseEnds - clock.now()),
      },
      () => attemptEvent(head, body, bodySha256, run, progress, dependencies),
    );
    const decided = outcomeOf(result, record, leaseEnds, progress, dependencies);
    const outlivedLease = decided.kind !== 'done' && clock.now() >= leaseEnds;
    return {
      record,
      head,
      replaySuspected: progress.replaySuspected,
      outcome: outlivedLease ? { kind: 'abandoned' } : decided,
      ...(progress.started === undefined
        ? {}
        : { counted: { runId: run.id, started: progress.started } }),
    };
  } finally {
    run.end();
  }
}

async function attemptEvent(
  head: WebhookHead,
  body: Buffer | BodyReference,
  bodySha256: string,
  run: FencedRun,
  progress: Progress,
  { records, bodies, runHandler, ...settings }: RunEventDependencies,
): Promise<Json> {
  const { integration, eventId } = head;
  run.assertAlive();
  const started = await ours(() => records.startAttempt(eventKey(integration, eventId), run.id));
  progress.started = started;
  if (started.notBefore !== undefined && started.notBefore > settings.clock.now()) {
    throw new NotYetError(started.notBefore);
  }
  if (started.attempt > settings.maxAttempts) {
    throw new DeadLetterError(
      'attempts-exhausted',
      `All ${String(settings.maxAttempts)} runs ended with their environment: out of memory, killed or timed out.`,
    );
  }
  if (head.idUnsigned) {
    run.assertAlive();
    const sighting = await ours(() => records.recordBody(integration, bodySha256, eventId));
    progress.replaySuspected = sighting.kind === 'seen';
    if (sighting.kind === 'seen' && settings.replaySuspected === 'refuse') {
      throw new DeadLetterError(
        'replay-suspected',
        `The same body came before as event ${sighting.as}, and the provider does not sign its ids.`,
      );
    }
  }
  const webhook: Webhook = {
    ...head,
    body: Buffer.isBuffer(body) ? body : await ours(() => bodies.read(body)),
  };
  run.assertAlive();
  const returned = await Promise.race([runHandler(webhook, run, started.attempt), run.expired]);
  run.assertAlive();
  const result = eventResult(returned);
  if (result.kind === 'kept') return result.result;
  settings.log.warn('The result of an event was not kept', { eventId, why: result.why });
  return null;
}

/** The event was asked to wait longer than SQS can hide a message, and the wait is not over. */
class NotYetError extends Error {
  override readonly name = 'NotYet';
  readonly until: number;
  constructor(until: number) {
    super(`The event waits until ${new Date(until).toISOString()}.`);
    this.until = until;
  }
}

/** A failure of our own stores is not the event's. */
async function ours<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof BodyMissingError) throw error;
    throw new StoreUnavailableError('A table or bucket of Breakwater did not answer.', {
      cause: error,
    });
  }
}

function outcomeOf(
  result: OnceResult,
  record: QueueRecord,
  leaseEnds: number,
  progress: Progress,
  { clock, random, maxAttempts }: RunEventDependencies,
): Outcome {
  const now = clock.now();
  switch (result.kind) {
    case 'ran':
    case 'duplicate':
      return { kind: 'done', result: result.result, duplicate: result.kind === 'duplicate' };
    case 'in-progress': {
      const waitMs = Math.min(maxInProgressWaitMs, 1_000 * 2 ** Math.min(10, record.receiveCount));
      const message = 'Another run of this event is under way.';
      return {
        kind: 'park',
        until: now + (waitMs * (1 + random())) / 2,
        error: { name: 'InProgress', message },
      };
    }
    case 'other-body':
      return {
        kind: 'dead-letter',
        reason: 'event-id-reused',
        error: {
          name: 'EventIdReused',
          message: 'This event id came before with another body, and the provider does not sign it.',
        },
      };
    case 'lease-lost':
      return { kind: 'abandoned' };
    case 'store-unavailable':
    case 'result-unsaved':
      return {
        kind: 'park',
        until: (result.kind === 'result-unsaved' ? leaseEnds : now) + storeRetryMs * (1 + random()),
        error: { name: 'StoreUnavailable', message: 'The idempotency table did not answer.' },
      };
    case 'threw':
      if (result.thrown instanceof NotYetError) {
        return {
          kind: 'park',
          until: result.thrown.until,
          error: { name: 'NotYet', message: result.thrown.message },
        };
      }
      return decideOutcome(result.thrown, {
        attempt: progress.started?.attempt ?? 1,
        maxAttempts,
        now,
        random,
      });
  }
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
