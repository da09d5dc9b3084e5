import { isUpstreamCause, isUpstreamError } from '../contract/upstream-error.ts';
import { optionalEnvironment } from '../runtime/environment.ts';
import type { SafeError } from './outcome.ts';
import { stackFrames } from './stack-frames.ts';

/** Longest text of an error that is kept with a dead letter or logged. */
const maxMessageLength = 500;
/** Maximum length of the upstream text that follows the message. */
const maxDetailLength = 300;
/** How deep a handler may wrap an upstream's error in errors of its own. Causes can form a cycle. */
const maxCauses = 8;
/** Maximum number of errors of an AggregateError that are named. */
const maxNamed = 3;

/** Bundles name their sources relative to this folder; so does code that runs unbundled. */
const projectFolder = optionalEnvironment('LAMBDA_TASK_ROOT') ?? process.cwd();

/**
 * The part of a thrown value that may be shown: its name and message, on one line and shortened, and where it was
 * thrown. If an upstream's failure caused it, what the upstream said follows, sanitized and shortened. Never throws,
 * not even for a Proxy, an error with a getter that throws, or `undefined`.
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

/** Any object with a message counts as an error, including errors of another realm and plain objects. */
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
    ? `The message of this error is not text but of type ${typeof message}.`
    : String(message);
}

/** An AggregateError's own message says little: its errors say what went wrong. */
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

/** The detail of an upstream's error, or of one that the handler set as the `cause` of its own. */
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

function upstreamOf(thrown: unknown): Pick<SafeError, 'upstream' | 'upstreamCause'> {
  const upstream = isUpstreamError(thrown) ? read(thrown, 'upstream') : undefined;
  if (typeof upstream !== 'string') return {};
  const parkedFor = read(read(thrown, 'disposition'), 'cause');
  const cause = typeof parkedFor === 'string' ? parkedFor : read(thrown, 'failure');
  return {
    upstream: oneLine(upstream),
    ...(isUpstreamCause(cause) && { upstreamCause: cause }),
  };
}

const unreadable = Symbol('unreadable');

/** Reading a property of a thrown value may run user code. */
function read(value: unknown, name: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  } catch {
    return unreadable;
  }
}

/** Longer than what is kept, so that leading white space does not shorten it. */
function cut(text: string): string {
  return text.slice(0, 4 * maxMessageLength);
}

function oneLine(text: string, maxLength = maxMessageLength): string {
  const line = text.replace(/[^\x20-\ud7ff\ue000-\ufffd]+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
