import { AwsError } from '../runtime/aws-error.ts';
import type { Decision } from './decision.ts';
import { OutOfTimeError } from './time-budget.ts';

/** The event was not stored, and that is all that is known. */
export class NotStoredError extends Error {
  override readonly name = 'NotStoredError';
}

/** Whatever was thrown while a request was decided on, as a fault of ours. */
export function faultOf(error: unknown): Decision {
  if (error instanceof OutOfTimeError) return fault('out-of-time', error.message);
  if (error instanceof NotStoredError || error instanceof AwsError) {
    return fault('not-stored', error.message);
  }
  return fault('unexpected', placeOf(error));
}

function fault(reason: Extract<Decision, { kind: 'fault' }>['reason'], detail: string): Decision {
  return { kind: 'fault', reason, detail };
}

/** Where it was thrown. Not its message: `JSON.parse`, for one, quotes what it could not read. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error was thrown';
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return [error.name, ...frames.slice(0, 5).map((frame) => frame.trim())].join(' ');
}
