import { PermanentError } from '../contract/errors.ts';
import { UpstreamError } from '../contract/upstream-error.ts';
import type { DeadLetterReason, SafeError } from './outcome.ts';
import { safeError } from './safe-error.ts';

/**
 * Whether the code or an upstream has refused the event for good, so that completed steps are taken
 * back. Not because attempts ran out, a handler has a bug, or an outcome is unknown: a replay may
 * still complete such an event.
 */
export function refusedForGood(
  thrown: unknown,
): { readonly reason: DeadLetterReason; readonly error: SafeError } | undefined {
  if (thrown instanceof PermanentError) {
    return { reason: 'handler-permanent', error: safeError(thrown) };
  }
  if (
    thrown instanceof UpstreamError &&
    thrown.disposition.kind === 'dead-letter' &&
    thrown.disposition.reason === 'upstream-rejected'
  ) {
    return { reason: 'upstream-rejected', error: safeError(thrown) };
  }
  return undefined;
}
