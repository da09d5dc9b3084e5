import { ExplainedError } from '../terminal/explained-error.ts';
import { networkCause } from './network-cause.ts';

/** A request that got no answer: it names method, address, cause and next step. */
export class NoAnswerError extends ExplainedError {
  /** For example `ECONNREFUSED`; undefined if Node gives no code. */
  readonly code: string | undefined;
  /** The cause in words, without a full stop. */
  readonly why: string;

  constructor(
    { method, url, nextStep }: { method: string; url: string; nextStep: string },
    cause: unknown,
  ) {
    const found = networkCause(cause);
    const why = found === undefined ? wordsOf(cause) : `${found.meaning} (${found.code})`;
    super(`${method} ${url} got no answer: ${why}.`, { nextStep, cause });
    this.code = found?.code;
    this.why = why;
  }
}

function wordsOf(cause: unknown): string {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  return [code, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
}
