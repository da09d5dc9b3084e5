import type { DeadLetterReason, SafeError } from './outcome.ts';
import { readThrown } from './read-thrown.ts';

/**
 * Whether the code or an upstream has refused the event for good, so that completed steps are taken
 * back. Not because attempts ran out, a handler has a bug, or an outcome is unknown: a replay may
 * still complete such an event.
 */
export function refusedForGood(
  thrown: unknown,
): { readonly reason: DeadLetterReason; readonly error: SafeError } | undefined {
  const read = readThrown(thrown);
  const { error } = read;
  if (read.kind === 'permanent') return { reason: 'handler-permanent', error };
  return read.kind === 'upstream' &&
    read.disposition.kind === 'dead-letter' &&
    read.disposition.reason === 'upstream-rejected'
    ? { reason: 'upstream-rejected', error }
    : undefined;
}
