import { clearBatch } from './clear-batch.ts';
import type { BatchTask, ClearingPorts } from './clear-batch.ts';
import { ClearingProgress, longestSweepMs } from './clearing-progress.ts';
import type { Operation } from './operation.ts';
import { Pace } from './pace.ts';

export interface ClearingOptions {
  readonly operation: Operation;
  /** Messages that the index says will be moved. */
  readonly expected: number;
  /** See every message of the queue, because it holds some that the index does not know. */
  readonly sweepAll: boolean;
  /** Take those too that came back twice. */
  readonly despiteReturns: boolean;
  readonly perSecond: number;
  /** How long a received message is hidden from others. @default from the queue's size */
  readonly holdSeconds: number;
  /** Ends the operation between two batches; what is in hand is finished. */
  readonly signal: AbortSignal;
  /** Told after each batch. */
  readonly onProgress?: (progress: { readonly done: number; readonly cleared: number }) => void;
}

export interface ClearingResult {
  readonly done: number;
  readonly cleared: number;
  /** Messages that the index knows and the queue did not give. */
  readonly notMet: number;
  readonly interrupted: boolean;
}

const workers = 4;
/** So many are let go at the end; more come back by themselves when their hold is over. */
const mostHeld = 20_000;

/**
 * Sweeps through a dead-letter queue and moves what the operation means. Whoever starts it again after
 * it was interrupted anywhere, by a kill too, goes on where it ended: what is moved is not in the queue,
 * and what is half moved is known.
 */
export async function clearDeadLetters(
  options: ClearingOptions,
  ports: ClearingPorts,
): Promise<ClearingResult> {
  const { queue, clock } = ports;
  const { expected, sweepAll, holdSeconds, perSecond, signal } = options;
  const progress = new ClearingProgress(expected, sweepAll, holdSeconds, clock.now());
  const task: BatchTask = { ...options, pace: new Pace(perSecond, clock) };
  const held: string[] = [];
  let passedOver = 0;
  let complete = expected === 0 && !sweepAll;
  let broken = false;

  const work = async (): Promise<void> => {
    while (!complete && !broken && !signal.aborted) {
      const letters = await queue.receive(batchSize(perSecond), holdSeconds);
      if (letters.length > 0) {
        const batch = await clearBatch(letters, task, ports).catch((error: unknown) => {
          held.push(...letters.map(({ receiptHandle }) => receiptHandle));
          throw error;
        });
        progress.count(batch, clock.now());
        passedOver += batch.kept.length;
        if (held.length < mostHeld) held.push(...batch.kept);
        options.onProgress?.(progress);
      }
      const othersHide = letters.length === 0 && (await queue.size()).hidden > passedOver;
      complete ||= progress.isOver(letters.length, clock.now(), othersHide);
    }
  };
  const count = sweepAll ? workers : Math.min(workers, Math.ceil(expected / 10));
  const ended = await Promise.allSettled(
    Array.from({ length: count }, () =>
      work().catch((error: unknown) => {
        broken = true;
        throw error;
      }),
    ),
  );
  await queue.release(held).catch(() => undefined);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected' && !signal.aborted) throw failed.reason;
  return {
    done: progress.done,
    cleared: progress.cleared,
    notMet: progress.toCome,
    // An interruption that came when all was done has interrupted nothing.
    interrupted: signal.aborted && (broken || !complete),
  };
}

/**
 * How long to hide what was received: long enough to see a queue of that size once before the first
 * comes back, and for a slow operation's workers to have their turn; short enough not to keep others
 * waiting after a crash.
 */
export function holdSecondsFor(queueSize: number, perSecond = Infinity): number {
  const sweep = Math.min(longestSweepMs / 1_000, Math.max(20, Math.ceil(queueSize / 300)));
  // Whoever was received last waits until the batches of all other workers have had their turn.
  const turns = Math.ceil((workers * batchSize(perSecond)) / perSecond);
  return perSecond === Infinity ? sweep : Math.min(longestHold, sweep + turns);
}

/** SQS hides nothing for longer. */
const longestHold = 43_200;

/** No more than a second's worth at once. */
function batchSize(perSecond: number): number {
  return Math.max(1, Math.floor(perSecond));
}
