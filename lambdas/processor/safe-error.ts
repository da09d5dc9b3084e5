import { UpstreamError } from '../contract/upstream-error.ts';
import type { SafeError } from './outcome.ts';

/** Longest text of an error that is kept with a dead letter or logged. */
const maxMessageLength = 500;

/** Longest part of what an upstream said that follows the message. */
const maxDetailLength = 300;
/** How deep a handler may wrap an upstream's error in errors of its own. */
const maxCauses = 8;

/**
 * The part of a thrown value that a person may read: its name and its message, on one line and cut
 * to size. Where an upstream's failure is behind it, what the upstream said follows, cleaned and cut.
 */
export function safeError(thrown: unknown): SafeError {
  if (!(thrown instanceof Error)) {
    return { name: 'NotAnError', message: `The handler threw a ${typeof thrown}, not an Error.` };
  }
  const message = oneLine(thrown.message, maxMessageLength);
  const detail = oneLine(upstreamErrorBehind(thrown)?.detail ?? '', maxDetailLength);
  return {
    name: oneLine(thrown.name, maxMessageLength) || 'Error',
    message: detail === '' || message.includes(detail) ? message : `${message} Detail: ${detail}`,
    ...(thrown instanceof UpstreamError && { upstream: thrown.upstream }),
  };
}

/** The upstream's error itself, or the one that the handler gave as the cause of its own. */
function upstreamErrorBehind(thrown: Error): UpstreamError | undefined {
  let error: unknown = thrown;
  for (let depth = 0; depth <= maxCauses && error instanceof Error; depth += 1) {
    if (error instanceof UpstreamError) return error;
    error = error.cause;
  }
  return undefined;
}

function oneLine(text: string, maxLength: number): string {
  const line = text.replace(/[^\x20-\ud7ff\ue000-\ufffd]+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
