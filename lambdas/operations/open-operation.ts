import type { DeadLetterFilter } from './dead-letter-filter.ts';
import { nothingDone } from './operation.ts';
import type { Operation } from './operation.ts';
import type { OperationStore } from './operation-store.ts';

export interface OperationRequest {
  readonly kind: Operation['kind'];
  readonly integration: string;
  readonly filter: DeadLetterFilter;
  readonly by: string;
  readonly why: string;
}

/** An operation that was interrupted longer ago than this is not gone on with: things have changed. */
const resumableMs = 60 * 60_000;
const mostLookedThrough = 50;

/**
 * The record of what is about to be done: that of the same operation where it was interrupted within
 * the hour, else a new one.
 *
 * @param now milliseconds since the Unix epoch
 * @param sqsNow the same by SQS's clock, which tells what came back since
 * @param suffix a few random characters: two people may begin in the same millisecond
 */
export async function openOperation(
  store: OperationStore,
  request: OperationRequest,
  now: number,
  sqsNow: number,
  suffix: string,
): Promise<{ readonly operation: Operation; readonly resumed: boolean }> {
  const interrupted = (await store.recent(mostLookedThrough)).find(
    (operation) =>
      operation.state === 'running' &&
      now - operation.startedAt < resumableMs &&
      isSame(operation, request),
  );
  if (interrupted !== undefined) return { operation: interrupted, resumed: true };
  const operation: Operation = {
    id: `${new Date(now).toISOString()}-${suffix}`,
    ...request,
    startedAt: now,
    cutoff: sqsNow,
    state: 'running',
    counts: nothingDone,
  };
  await store.begin(operation);
  return { operation, resumed: false };
}

function isSame(operation: Operation, request: OperationRequest): boolean {
  return (
    operation.kind === request.kind &&
    operation.integration === request.integration &&
    filterKey(operation.filter) === filterKey(request.filter)
  );
}

function filterKey(filter: DeadLetterFilter): string {
  return JSON.stringify(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .sort(),
  );
}
