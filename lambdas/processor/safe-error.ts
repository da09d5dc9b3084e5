import { UpstreamError } from '../contract/upstream-error.ts';
import type { SafeError } from './outcome.ts';

/** Longest text of an error that is kept with a dead letter or logged. */
const maxMessageLength = 500;

/**
 * The part of a thrown value that a person may read: its name and its message, on one line and cut
 * to size. Neither stack nor cause: those may quote what an upstream said.
 */
export function safeError(thrown: unknown): SafeError {
  if (!(thrown instanceof Error)) {
    return { name: 'NotAnError', message: `The handler threw a ${typeof thrown}, not an Error.` };
  }
  return {
    name: oneLine(thrown.name) || 'Error',
    message: oneLine(thrown.message),
    ...(thrown instanceof UpstreamError && { upstream: thrown.upstream }),
  };
}

function oneLine(text: string): string {
  const line = text.replace(/[^\x20-\ud7ff\ue000-\ufffd]+/g, ' ').trim();
  return line.length > maxMessageLength ? `${line.slice(0, maxMessageLength - 1)}…` : line;
}
