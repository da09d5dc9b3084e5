import type { StatusMeaning, StatusMeanings } from '../contract/status-meanings.ts';
import type { UpstreamFailure } from '../contract/upstream-error.ts';
import type { ExchangeResult } from './exchange.ts';
import { statusMeaning, type AnswerFacts } from './failure-policy.ts';
import { askedWaitMs, namesRateLimit, rateLimit } from './rate-limit.ts';
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
  /** Nobody reads the body of a success. */
  readonly bodyless: boolean;
  readonly now: number;
}

export function classify(result: ExchangeResult, request: RequestCircumstances): Classified {
  const { status, headers } = result;
  const waitMs = askedWaitMs(status, headers, request.now);
  const failed = (failure: UpstreamFailure, code: string, detail: string): Classified => ({
    kind: 'failed',
    failure,
    status,
    retryAfterMs: waitMs,
    code,
    detail,
  });
  const facts: AnswerFacts = {
    asksToWait: retryAfterMs(headers, request.now) !== undefined,
    isRateLimited:
      status === 403 &&
      (rateLimit(headers, request.now).isUsedUp ||
        (result.kind === 'response' && namesRateLimit(result.body))),
  };
  const meaning = status === undefined ? undefined : meaningHere(status, facts, request);
  if (result.kind === 'broken') {
    // What a status says, it says before its body: only a success needs the rest.
    if (meaning !== undefined && saysNo(meaning)) {
      return failed(meaning, `HTTP_${status}`, result.cause.message);
    }
    if (meaning === 'gone') return { kind: 'done', gone: true };
    if (meaning === 'done' && request.bodyless) return { kind: 'done', gone: false };
    return failed(result.sent ? 'unclear' : 'not-sent', result.code, result.cause.message);
  }
  if (meaning === 'malformed') {
    return failed('malformed', 'REDIRECT', `redirected to ${headers['location'] ?? 'nowhere'}`);
  }
  if (meaning !== undefined && saysNo(meaning)) {
    return failed(meaning, `HTTP_${status}`, result.body.toString('utf8'));
  }
  return { kind: 'done', gone: meaning === 'gone' };
}

type MeaningHere = ReturnType<typeof meaningHere>;

function saysNo(meaning: MeaningHere): meaning is Exclude<StatusMeaning, 'done'> {
  return meaning !== 'done' && meaning !== 'gone' && meaning !== 'malformed';
}

function meaningHere(
  status: number,
  facts: AnswerFacts,
  { statuses, method, doubtful, keyed }: RequestCircumstances,
) {
  if (doubtful && statuses[status] === undefined) {
    // The request before this one did it.
    if (method === 'DELETE' && (status === 404 || status === 410)) return 'gone';
    // "A request with this key is in progress": the one before this.
    if (keyed && status === 409) return 'busy';
  }
  return statusMeaning(status, facts, statuses);
}
