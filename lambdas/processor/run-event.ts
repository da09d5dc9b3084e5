import { createHash } from 'node:crypto';
import { bindingOfBody, eventKey, idWithContent } from '../event/event-identity.ts';
import type { BodyReference, WebhookHead } from '../event/webhook-message.ts';
import { attemptEvent } from './attempt-event.ts';
import type { AttemptDependencies, Progress } from './attempt-event.ts';
import { decideOutcome, exhaustedUpstream, heldOutcome } from './decide-outcome.ts';
import { DeadLetterError, ParkError, eventIdReused } from './event-errors.ts';
import { ignoreEvent, type EventTypeFilter } from './ignore-event.ts';
import { expiredWaiting } from './expired-waiting.ts';
import type { Outcome } from './outcome.ts';
import type { Invocation, ProcessedRecord } from './processed-record.ts';
import type { QueueRecord } from './queue-record.ts';
import { startRun } from './run-fence.ts';
import type { OnceResult, RunOnce } from './run-once.ts';
import { safeError } from './safe-error.ts';
import type { UpstreamGate } from '../upstream/gate.ts';
import { storeRetryMs } from './wait-for-store.ts';

export interface RunEventDependencies extends AttemptDependencies {
  /** @default events of every type run */
  readonly eventTypes?: EventTypeFilter;
  readonly once: RunOnce;
  readonly gate: Pick<UpstreamGate, 'exhausted' | 'holding'>;
  readonly newId: () => string;
  /** Whether events that do not need an upstream that is down run meanwhile. */
  readonly whenUpstreamDown: 'pause' | 'continue';
}

/** Longest wait for another environment's run of the same event. */
const maxInProgressWaitMs = 60_000;

interface Message {
  readonly head: WebhookHead;
  readonly body: Buffer | BodyReference;
}

/** Runs an event's handler, unless it is done already, is running elsewhere or has no attempt left. */
export async function runEvent(
  record: QueueRecord,
  message: Message,
  invocation: Invocation,
  dependencies: RunEventDependencies,
): Promise<ProcessedRecord> {
  const { processed, otherContent } = await runNamed(record, message, invocation, dependencies);
  const { binding, eventId } = message.head;
  const isOwnEvent =
    otherContent &&
    processed.outcome.kind === 'dead-letter' &&
    binding?.otherContent === 'own-event';
  if (!isOwnEvent || binding.contentSha256 === undefined) return processed;
  const head = { ...message.head, eventId: idWithContent(eventId, binding.contentSha256) };
  return (await runNamed(record, { ...message, head }, invocation, dependencies)).processed;
}

/** Under the id that its message has now. */
async function runNamed(
  record: QueueRecord,
  { head, body }: Message,
  { leaseEnds, alone }: Invocation,
  dependencies: RunEventDependencies,
): Promise<{ readonly processed: ProcessedRecord; readonly otherContent: boolean }> {
  const { clock, newId, once, eventTypes } = dependencies;
  const run = startRun(newId(), leaseEnds, clock, record.released);
  const progress: Progress = { replaySuspected: false };
  const binding = head.idUnsigned ? (head.binding ?? bindingOfBody(sha256Of(body))) : undefined;
  try {
    const ignored = await ignoreEvent(head, binding, eventTypes, dependencies);
    if (ignored !== undefined) {
      const { duplicate, replaySuspected } = ignored;
      const outcome = { kind: 'done', duplicate, ignored: true } as const;
      return { processed: { record, head, replaySuspected, outcome }, otherContent: false };
    }
    const result = await once(
      {
        key: eventKey(head.integration, head.eventId),
        contentSha256: binding?.contentSha256,
        remainingMs: () => Math.max(1, leaseEnds - clock.now()),
      },
      () => {
        // Asked only where the event is neither done nor running: a late duplicate of those just completes.
        const expired = expiredWaiting(record.acceptedAt, clock.now());
        if (expired !== undefined) throw new DeadLetterError('expired-waiting', expired);
        return attemptEvent(head, body, binding, { run, alone }, progress, dependencies);
      },
    );
    const decided = await outcomeOf(result, record, leaseEnds, progress, dependencies);
    const outlivedLease = decided.kind !== 'done' && clock.now() >= leaseEnds;
    const processed: ProcessedRecord = {
      record,
      head,
      replaySuspected: progress.replaySuspected,
      outcome: outlivedLease ? { kind: 'abandoned' } : decided,
      ...(progress.started === undefined
        ? {}
        : { counted: { run: { id: run.id, alone }, started: progress.started } }),
    };
    const otherContent = result.kind === 'other-body' || progress.otherContent === true;
    return { processed, otherContent };
  } catch (error) {
    // Before the run has begun, only a store that does not answer.
    if (!(error instanceof ParkError)) throw error;
    const circumstances = { ...dependencies, ...record, attempt: 1, now: clock.now() };
    const outcome = decideOutcome(error, circumstances);
    return { processed: { record, head, replaySuspected: false, outcome }, otherContent: false };
  } finally {
    run.end();
  }
}

async function outcomeOf(
  result: OnceResult,
  record: QueueRecord,
  leaseEnds: number,
  progress: Progress,
  { clock, random, maxAttempts, gate }: RunEventDependencies,
): Promise<Outcome> {
  const now = clock.now();
  const { attempt = 1, firstFailedAt = now } = progress.started ?? {};
  const circumstances = { attempt, maxAttempts, now, random };
  switch (result.kind) {
    case 'ran':
    case 'duplicate':
      return {
        ...{ kind: 'done', duplicate: result.kind === 'duplicate' },
        ...(progress.ignored === true && { ignored: true }),
      };
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
      return decideOutcome(eventIdReused(), circumstances);
    case 'lease-lost':
      return { kind: 'abandoned' };
    case 'store-unavailable':
    case 'result-unsaved':
      return {
        kind: 'park',
        until: (result.kind === 'result-unsaved' ? leaseEnds : now) + storeRetryMs(random),
        error: { name: 'StoreUnavailable', message: 'The idempotency table did not answer.' },
      };
    case 'threw': {
      const outcome = decideOutcome(result.thrown, circumstances);
      const upstream = exhaustedUpstream(result.thrown, outcome);
      const hold = upstream && (await gate.exhausted(upstream, firstFailedAt));
      return hold && upstream
        ? heldOutcome({ ...hold, upstream }, safeError(result.thrown), now)
        : outcome;
    }
  }
}

function sha256Of(body: Buffer | BodyReference): string {
  return Buffer.isBuffer(body) ? createHash('sha256').update(body).digest('hex') : body.sha256;
}
