import { isUpstreamError } from '../contract/upstream-error.ts';
import { optionalEnvironment } from '../runtime/environment.ts';
import type { SafeError } from './outcome.ts';
import { stackFrames } from './stack-frames.ts';

/** Longest text of an error that is kept with a dead letter or logged. */
const maxMessageLength = 500;
/** Longest part of what an upstream said that follows the message. */
const maxDetailLength = 300;
/** How deep a handler may wrap an upstream's error in errors of its own. Causes can form a cycle. */
const maxCauses = 8;
/** Errors of an AggregateError that are named. */
const maxNamed = 3;

/** Bundles name their sources relative to this folder; so does code that runs unbundled. */
const projectFolder = optionalEnvironment('LAMBDA_TASK_ROOT') ?? process.cwd();

/**
 * The part of a thrown value that a person may read: its name and its message, on one line and cut to size,
 * and where it was thrown. Where an upstream's failure is behind it, what the upstream said follows, cleaned and
 * cut. Never throws, whatever the value is: a Proxy, an error with a getter that throws, `undefined`.
 */
export function safeError(thrown: unknown): SafeError {
  const { name, message, isError } = nameAndMessage(thrown);
  const detail = upstreamDetail(thrown);
  const stack = isError ? framesOf(thrown) : '';
  return {
    name,
    message: detail === '' || message.includes(detail) ? message : `${message} Detail: ${detail}`,
    ...upstreamOf(thrown),
    ...(stack !== '' && { stack }),
  };
}

interface Described {
  readonly name: string;
  readonly message: string;
  readonly isError: boolean;
}

/** Anything with a message is taken for an error: those of another realm and plain objects, too. */
function nameAndMessage(thrown: unknown): Described {
  if (typeof thrown === 'string') {
    return notAnError(oneLine(`The handler threw a string, not an Error: ${cut(thrown)}`));
  }
  if (typeof thrown !== 'object' && typeof thrown !== 'function') {
    const article = thrown === undefined ? '' : `the ${typeof thrown} `;
    return notAnError(`The handler threw ${article}${oneLine(String(thrown))}, not an Error.`);
  }
  const message = read(thrown, 'message');
  if (message === undefined) {
    const what =
      thrown === null ? 'null' : `${typeof thrown === 'object' ? 'an' : 'a'} ${typeof thrown}`;
    return notAnError(`The handler threw ${what}, not an Error.`);
  }
  const name = read(thrown, 'name');
  return {
    name: (typeof name === 'string' && oneLine(name)) || 'Error',
    message: oneLine(`${messageText(message)}${namedErrors(thrown)}`),
    isError: true,
  };
}

function notAnError(message: string): Described {
  return { name: 'NotAnError', message, isError: false };
}

function messageText(message: unknown): string {
  if (typeof message === 'string') return cut(message);
  if (message === unreadable) return 'The message of this error cannot be read.';
  return typeof message === 'object' || typeof message === 'function'
    ? `The message of this error is no text but of type ${typeof message}.`
    : String(message);
}

/** An AggregateError says little itself: it is its errors that tell what went wrong. */
function namedErrors(thrown: object | null): string {
  const errors = read(thrown, 'errors');
  try {
    if (!Array.isArray(errors) || errors.length === 0) return '';
    const named = errors.slice(0, maxNamed).map((error: unknown) => {
      const [name, message] = [read(error, 'name'), read(error, 'message')];
      return typeof message === 'string'
        ? `${typeof name === 'string' ? cut(name) : 'Error'}: ${cut(message)}`
        : 'not an Error';
    });
    const more = errors.length - named.length;
    return ` [${named.join('; ')}${more > 0 ? `; ${String(more)} more` : ''}]`;
  } catch {
    return '';
  }
}

function framesOf(thrown: unknown): string {
  const [stack, message] = [read(thrown, 'stack'), read(thrown, 'message')];
  if (typeof stack !== 'string') return '';
  return stackFrames(stack, typeof message === 'string' ? message : '', projectFolder);
}

/** Of the upstream's error itself, or of the one that the handler gave as the cause of its own. */
function upstreamDetail(thrown: unknown): string {
  let error = thrown;
  for (let depth = 0; depth <= maxCauses; depth += 1) {
    if (isUpstreamError(error)) {
      const detail = read(error, 'detail');
      return typeof detail === 'string' ? oneLine(cut(detail), maxDetailLength) : '';
    }
    error = read(error, 'cause');
  }
  return '';
}

function upstreamOf(thrown: unknown): Pick<SafeError, 'upstream'> {
  const upstream = isUpstreamError(thrown) ? read(thrown, 'upstream') : undefined;
  return typeof upstream === 'string' ? { upstream: oneLine(upstream) } : {};
}

const unreadable = Symbol('unreadable');

/** A property of a foreign value: reading it may run foreign code. */
function read(value: unknown, name: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  } catch {
    return unreadable;
  }
}

/** Longer than what is kept, so that blanks at the front take nothing from it. */
function cut(text: string): string {
  return text.slice(0, 4 * maxMessageLength);
}

function oneLine(text: string, maxLength = maxMessageLength): string {
  const line = text.replace(/[^\x20-\ud7ff\ue000-\ufffd]+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
