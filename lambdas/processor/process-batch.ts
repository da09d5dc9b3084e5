import type { LogFields } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import { countOutcome } from './count-outcome.ts';
import type { Outcome, SafeError } from './outcome.ts';
import { processRecord } from './process-record.ts';
import type { ProcessedRecord } from './processed-record.ts';
import type { QueueRecord } from './queue-record.ts';
import type { RunEventDependencies } from './run-event.ts';
import { safeError } from './safe-error.ts';
import { settle } from './settle.ts';
import { singleOut, waitsItsTurn } from './single-out.ts';
import type { SettleDependencies, Settlement } from './settle.ts';
import type { WaitingNotes } from './waiting-notes.ts';

export type BatchDependencies = RunEventDependencies &
  SettleDependencies & { readonly metrics: Metrics; readonly waitingNotes: WaitingNotes };

/**
 * Processes the records of one batch side by side, so that a slow event delays no other; or one of them
 * alone, where an earlier run of it may have killed its environment.
 *
 * @param leaseEnds when Lambda ends this invocation; milliseconds since the epoch
 * @returns the ids of the messages that come back
 */
export async function processBatch(
  batch: readonly QueueRecord[],
  leaseEnds: number,
  dependencies: BatchDependencies,
): Promise<string[]> {
  const singled = await singleOut(batch, dependencies.records);
  const others = singled === undefined ? [] : batch.filter((record) => record !== singled);
  const running = singled === undefined ? batch : [singled];
  const invocation = { leaseEnds, alone: running.length === 1 };
  const ignored: string[] = [];
  // The others go first: if this environment dies, they wait for nothing.
  const waiting = await sideBySide(
    others,
    (record) => Promise.resolve(waitsItsTurn(record, dependencies)),
    dependencies,
  );
  const kept = await sideBySide(
    running,
    async (record) => {
      const processed = await processRecord(record, invocation, dependencies);
      const { outcome, head } = processed;
      const isNew = outcome.kind === 'done' && outcome.ignored === true && !outcome.duplicate;
      if (isNew && head !== undefined) ignored.push(head.type);
      return processed;
    },
    dependencies,
  );
  await Promise.all([dependencies.waitingNotes.flush(), countIgnored(ignored, dependencies)]);
  dependencies.metrics.flush();
  return [...waiting, ...kept];
}

/** @returns the ids of the messages that come back */
async function sideBySide(
  records: readonly QueueRecord[],
  process: (record: QueueRecord) => Promise<ProcessedRecord>,
  dependencies: BatchDependencies,
): Promise<string[]> {
  const kept = await Promise.all(
    records.map(async (record) => {
      try {
        const startedAt = dependencies.clock.now();
        const processed = await process(record);
        const settlement = await settle(processed, dependencies);
        await dependencies.waitingNotes.note(processed, settlement, startedAt);
        report(processed, settlement, startedAt, dependencies);
        return settlement === 'keep' ? [record.messageId] : [];
      } catch (error) {
        dependencies.log.error('A record was not settled; it comes back', {
          messageId: record.messageId,
          ...errorFields(safeError(error)),
        });
        return [record.messageId];
      }
    }),
  );
  return kept.flat();
}

/** One write for each type of a batch. What fails here costs an exact count and nothing else. */
async function countIgnored(
  types: readonly string[],
  { eventTypes, integration, log }: BatchDependencies,
): Promise<void> {
  const counts = [...new Set(types)].map((type) => ({
    type,
    count: types.filter((one) => one === type).length,
  }));
  await eventTypes?.ignored.count(integration, counts).catch((error: unknown) => {
    log.warn('Ignored events were not counted', { error: safeError(error).name });
  });
}

function report(
  { record, outcome, head, counted, replaySuspected }: ProcessedRecord,
  settlement: Settlement,
  startedAt: number,
  { clock, integration, log, metrics }: BatchDependencies,
): void {
  countOutcome(outcome, settlement, integration, metrics);
  if (replaySuspected) metrics.add('ReplaySuspected', 1, { integration });

  const fields: LogFields = {
    outcome: outcome.kind,
    integration,
    provider: head?.provider,
    eventId: head?.eventId,
    type: head?.type,
    correlationId: head?.correlationId,
    attempt: counted?.started.attempt,
    receiveCount: record.receiveCount,
    waitedMs: startedAt - record.acceptedAt,
    durationMs: clock.now() - startedAt,
    replaySuspected: replaySuspected || undefined,
    ...outcomeFields(outcome, counted?.started.firstError),
  };
  log[outcome.kind === 'dead-letter' ? 'error' : outcome.kind === 'retry' ? 'warn' : 'info'](
    `Event ${outcome.kind}`,
    fields,
  );
}

function outcomeFields(outcome: Outcome, firstError: SafeError | undefined): LogFields {
  switch (outcome.kind) {
    case 'done':
      return { duplicate: outcome.duplicate, ignored: outcome.ignored };
    case 'retry':
      return { comesBackAt: new Date(outcome.at).toISOString(), ...errorFields(outcome.error) };
    case 'park':
      return { comesBackAt: new Date(outcome.until).toISOString(), ...errorFields(outcome.error) };
    case 'hold':
      return { upstream: outcome.upstream, ...errorFields(outcome.error) };
    case 'dead-letter':
      return {
        reason: outcome.reason,
        ...errorFields(outcome.error),
        firstErrorName: firstError?.name,
        firstErrorMessage: firstError?.message,
        firstErrorStack: firstError?.stack,
      };
    case 'abandoned':
      return {};
  }
}

function errorFields({ name, message, stack }: SafeError): LogFields {
  return { errorName: name, errorMessage: message, errorStack: stack };
}
