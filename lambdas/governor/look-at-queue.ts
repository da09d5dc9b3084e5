import type { OldestWaiting, WaitingIndex } from '../waiting/waiting-event.ts';
import { watchQueue, type QueueFindings, type QueueSight, type QueueWatch } from './watch-queue.ts';

export interface LookDependencies {
  readonly index: WaitingIndex;
  readonly watches: {
    read(integration: string): Promise<QueueWatch>;
    write(integration: string, watch: QueueWatch): Promise<void>;
  };
}

/**
 * One look at one queue, as the governor has it each minute: remembers what it must for the next one,
 * and takes out of the index what is not in the queue any more.
 */
export async function lookAtQueue(
  integration: string,
  counts: Omit<QueueSight, 'waiting' | 'progress'>,
  dependencies: LookDependencies,
): Promise<QueueFindings> {
  const { index, watches } = dependencies;
  const before = await watches.read(integration);
  const findings = await glanceAtQueue(integration, counts, before, index);
  await Promise.all([
    isSame(before, findings.watch) ? undefined : watches.write(integration, findings.watch),
    ...findings.stale.map((event) => index.left(integration, event)),
  ]);
  return findings;
}

/** The same without leaving a trace: for whoever only wants to know. */
export async function glanceAtQueue(
  integration: string,
  counts: Omit<QueueSight, 'waiting' | 'progress'>,
  before: QueueWatch,
  index: Pick<WaitingIndex, 'oldest' | 'progress'>,
): Promise<QueueFindings & { readonly waiting: OldestWaiting }> {
  const [waiting, progress] = await Promise.all([
    index.oldest(integration),
    index.progress(integration),
  ]);
  return { ...watchQueue(before, { ...counts, waiting, progress }), waiting };
}

function isSame(one: QueueWatch, other: QueueWatch): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
