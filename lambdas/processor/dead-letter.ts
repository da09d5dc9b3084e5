import { toSqsText } from '../event/sqs-text.ts';
import type { DeadLetterReason, SafeError } from './outcome.ts';

/** What travels beside the untouched original message, as SQS message attributes (ten at most). */
export interface DeadLetterNote {
  readonly reason: DeadLetterReason;
  readonly attempts: number;
  readonly firstError: SafeError;
  readonly lastError: SafeError;
  /** The upstream whose failure it was; empty where it was none's. */
  readonly upstream: string;
  /** Milliseconds since the Unix epoch. */
  readonly deadAt: number;
  readonly integration: string;
  /** Empty where the message could not be read. */
  readonly eventId: string;
  readonly type: string;
  readonly correlationId: string;
}

/** The part of an SQS message attribute that both sending and receiving know. */
export type TextAttributes = Record<string, { DataType: string; StringValue?: string }>;

export function toAttributes(note: DeadLetterNote): TextAttributes {
  const texts = {
    reason: note.reason,
    attempts: String(note.attempts),
    firstError: errorAttribute(note.firstError),
    lastError: errorAttribute(note.lastError),
    upstream: note.upstream,
    deadAt: new Date(note.deadAt).toISOString(),
    integration: note.integration,
    eventId: note.eventId,
    type: note.type,
    correlationId: note.correlationId,
  };
  return Object.fromEntries(
    Object.entries(texts)
      .filter(([, text]) => text !== '')
      .map(([name, text]) => [name, { DataType: 'String', StringValue: toSqsText(text) }]),
  );
}

/** An SQS message has at most ten attributes, so the frames follow their error in one, as in a stack trace. */
function errorAttribute(error: SafeError): string {
  return [errorText(error), error.stack ?? ''].filter((part) => part !== '').join('\n');
}

function readErrorAttribute(text: string): { readonly error: string; readonly stack: string } {
  const [error = '', ...frames] = text.split('\n');
  return { error, stack: frames.join('\n') };
}

export interface ReadDeadLetter extends Omit<
  DeadLetterNote,
  'firstError' | 'lastError' | 'deadAt'
> {
  readonly firstError: string;
  /** Where it was thrown, one frame per line; empty if unknown. */
  readonly firstStack: string;
  readonly lastError: string;
  readonly lastStack: string;
  /** ISO 8601; undefined where SQS itself redrove the message. */
  readonly deadAt: string | undefined;
}

/**
 * Reads the note back. A message without one was redriven by SQS itself, and is `receive-limit`;
 * `receiveCount` is then what is known of its attempts.
 */
export function fromAttributes(
  attributes: Readonly<Record<string, { StringValue?: string | undefined }>> | undefined,
  receiveCount: number,
): ReadDeadLetter {
  const text = (name: string): string => attributes?.[name]?.StringValue ?? '';
  const redrivenBySqs = text('reason') === '';
  const first = readErrorAttribute(text('firstError'));
  const last = readErrorAttribute(text('lastError'));
  return {
    reason: redrivenBySqs ? 'receive-limit' : (text('reason') as DeadLetterReason),
    attempts: redrivenBySqs ? receiveCount : Number(text('attempts')),
    firstError: first.error,
    firstStack: first.stack,
    lastError: last.error,
    lastStack: last.stack,
    upstream: text('upstream'),
    deadAt: redrivenBySqs ? undefined : text('deadAt'),
    integration: text('integration'),
    eventId: text('eventId'),
    type: text('type'),
    correlationId: text('correlationId'),
  };
}

/** An error in one line, for people. */
export function errorText(error: SafeError): string {
  return error.message === '' ? error.name : `${error.name}: ${error.message}`;
}
