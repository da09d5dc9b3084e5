import type { StatusMeanings } from '../contract/define-upstream.ts';
import type { UpstreamFailure } from '../contract/upstream-error.ts';
import type { ExchangeResult } from './exchange.ts';
import { statusMeaning } from './failure-policy.ts';
import { retryAfterMs } from './retry-after.ts';

/** What one request came to. */
export type Classified =
  /** `gone`: there was nothing left to delete. */
  { readonly kind: 'done'; readonly gone: boolean } | ({ readonly kind: 'failed' } & FailedRequest);

export interface FailedRequest {
  readonly failure: UpstreamFailure;
  readonly status: number | undefined;
  /** How long the upstream asked to be left alone. */
  readonly retryAfterMs: number | undefined;
  /** Short and stable, for logs. */
  readonly code: string;
  /** Raw, not yet cleaned. */
  readonly detail: string;
}

/** What the meaning of a status depends on beside the status itself. */
export interface RequestCircumstances {
  readonly statuses: StatusMeanings;
  readonly method: string;
  /** An earlier request of the same step may have acted. */
  readonly doubtful: boolean;
  /** The request carries an idempotency key. */
  readonly keyed: boolean;
  readonly now: number;
}

export function classify(result: ExchangeResult, request: RequestCircumstances): Classified {
  if (result.kind === 'broken') {
    return {
      kind: 'failed',
      failure: result.sent ? 'unclear' : 'not-sent',
      status: result.status,
      retryAfterMs: undefined,
      code: result.code,
      detail: result.cause.message,
    };
  }
  const { status, headers, body } = result;
  const meaning = meaningHere(status, headers, request);
  const failed = (failure: UpstreamFailure, code: string, detail: string): Classified => ({
    kind: 'failed',
    failure,
    status,
    retryAfterMs: retryAfterMs(headers, request.now),
    code,
    detail,
  });
  if (meaning === 'malformed') {
    return failed('malformed', 'REDIRECT', `redirected to ${headers['location'] ?? 'nowhere'}`);
  }
  if (meaning !== 'done' && meaning !== 'gone') {
    return failed(meaning, `HTTP_${status}`, body.toString('utf8'));
  }
  return { kind: 'done', gone: meaning === 'gone' };
}

function meaningHere(
  status: number,
  headers: Readonly<Record<string, string>>,
  { statuses, method, doubtful, keyed }: RequestCircumstances,
) {
  if (doubtful && statuses[status] === undefined) {
    // The request before this one did it.
    if (method === 'DELETE' && (status === 404 || status === 410)) return 'gone';
    // "A request with this key is in progress": the one before this.
    if (keyed && status === 409) return 'busy';
  }
  return statusMeaning(status, headers['retry-after'] !== undefined, statuses);
}
