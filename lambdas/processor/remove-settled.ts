import type { Log } from '../runtime/log.ts';
import type { PausedQueue } from './paused-queue.ts';
import type { QueueRecord } from './queue-record.ts';
import { safeError } from './safe-error.ts';

/** What is not removed comes back, and completes as a duplicate. */
export async function removeSettled(
  { receiptHandle }: QueueRecord,
  queue: PausedQueue,
  log: Log,
): Promise<void> {
  await queue.remove(receiptHandle).catch((error: unknown) => {
    log.warn('A settled message was not removed; it comes back', { error: safeError(error).name });
  });
}
