import { dayMs, expiresWaitingAfterDays } from '../event/lifetimes.ts';
import { expiredWaiting } from './expired-waiting.ts';
import type { PausedQueue } from './paused-queue.ts';
import { processBatch, type BatchDependencies } from './process-batch.ts';
import type { QueueRecord } from './queue-record.ts';
import { removeSettled } from './remove-settled.ts';

/** What the governor orders of a processor whose queue nobody reads: look for events that waited too long. */
export interface ExpireRequest {
  readonly expire: true;
}

export interface ExpireReport {
  /** Messages that left the queue. */
  readonly expired: number;
}

export interface ExpireDependencies {
  readonly queue: PausedQueue;
  readonly batch: BatchDependencies;
}

/** So many receive side by side: as fast as the events came in is fast enough. */
const sideBySide = 8;
/**
 * Receives in a row that bring nothing that has expired, until one of them gives up. SQS hands out the oldest
 * first, but by and large only: all of them together look at eight hundred messages a minute.
 */
const mostInVain = 10;
/** Kept of an invocation for the batch that is begun last; of a short one half of it. */
const lastBatchMs = 5_000;
/**
 * How long an event stays hidden that may wait on: long enough that the same few are not received until
 * SQS gives up on them, short enough that a queue which is let go again does not miss them for long.
 */
const longestHiddenMs = 60 * 60 * 1_000;
/**
 * Spread over so much of it: what came back at the same second of each hour would always be hidden again before
 * the governor counts, and nothing would be there for a probe.
 */
const spread = 1 / 4;

/**
 * Dead-letters the events of a held queue that are about to outlive it.
 *
 * @param leaseEnds when Lambda ends this invocation; milliseconds since the epoch
 */
export async function expireWaiting(
  leaseEnds: number,
  dependencies: ExpireDependencies,
): Promise<ExpireReport> {
  const { clock } = dependencies.batch;
  const now = clock.now();
  const beginsUntil = leaseEnds - Math.min(lastBatchMs, (leaseEnds - now) / 2);
  let expired = 0;
  const sweep = async (): Promise<void> => {
    let inVain = 0;
    while (inVain < mostInVain && clock.now() < beginsUntil) {
      const found = await expireSome(leaseEnds, dependencies);
      if (found === 'empty') return;
      inVain = found === 0 ? inVain + 1 : 0;
      expired += found;
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, sweep));
  return { expired };
}

/** @returns messages of one receive that left the queue */
async function expireSome(
  leaseEnds: number,
  { queue, batch }: ExpireDependencies,
): Promise<number | 'empty'> {
  const now = batch.clock.now();
  const received = await queue.receive(10);
  if (received.length === 0) return 'empty';
  const isExpired = ({ sentAt }: QueueRecord) => expiredWaiting(sentAt, now) !== undefined;
  await Promise.all(
    received.filter((record) => !isExpired(record)).map((record) => hide(record, now, batch)),
  );
  const old = received.filter(isExpired);
  if (old.length === 0) return 0;
  // As any other event: one that is done already just completes.
  const kept = new Set(await processBatch(old, leaseEnds, batch));
  const settled = old.filter(({ messageId }) => !kept.has(messageId));
  await Promise.all(settled.map((record) => removeSettled(record, queue, batch.log)));
  return settled.length;
}

/** Until it expires, or for a while. What fails here leaves it hidden for as long as the queue has it. */
async function hide(
  { receiptHandle, sentAt }: QueueRecord,
  now: number,
  { queue, random, log }: BatchDependencies,
): Promise<void> {
  const expiresInMs = sentAt + expiresWaitingAfterDays * dayMs - now;
  const hiddenMs = longestHiddenMs * (1 - spread * random());
  const seconds = Math.ceil(Math.min(hiddenMs, expiresInMs) / 1_000);
  await queue.hide(receiptHandle, seconds).catch((error: unknown) => {
    log.warn('An event that may wait on was not hidden', {
      error: error instanceof Error ? error.name : typeof error,
    });
  });
}
