import type { StatusMeaning, StatusMeanings } from '../contract/status-meanings.ts';
import type { UpstreamFailure } from '../contract/upstream-error.ts';

/** The whole policy on one page. docs/upstream-calls.md shows it; a test keeps the two the same. */
export const failurePolicy: Readonly<Record<UpstreamFailure, FailurePolicy>> = {
  'not-sent': {
    when: 'DNS failure, connection refused, connect timeout, TLS failure, or no token at the moment: no byte of the request was sent',
    acted: 'no',
    here: 'tries again after a pause',
    then: 'retry; park if the token endpoint or the secret store does not answer, or if too little of the run is left to send it',
  },
  busy: {
    when: '429, 408, 425; 403, 409, 413, 420, 423, 430, 503, 509 or 529 with Retry-After; a 403 that is a rate limit; 409 to a repeated key: refused before the upstream acted',
    acted: 'no',
    here: 'tries again unless Retry-After asks for more than two seconds',
    then: 'park until Retry-After or the reset of the rate limit, up to a day; without either, for 30 to 60 seconds',
  },
  unclear: {
    when: 'reset or closed after the request left, read timeout, total timeout, 500, 502, 503, 504 and every other 5xx',
    acted: 'maybe',
    here: 'tries again where a repeat is safe: reads, same key, `repeatable`',
    then: 'retry where a repeat is safe; look up; else dead-letter outcome-unknown',
  },
  rejected: {
    when: '400, 404, 405, 409, 410, 413, 415, 422 and every other 4xx; 301, 307, 308; 501',
    acted: 'no',
    here: 'gives up',
    then: 'dead-letter upstream-rejected; outcome-unknown if an earlier request of the step may have acted',
  },
  unauthorized: {
    when: '401, a token endpoint that refuses the secret, no secret',
    acted: 'no',
    here: 'tries once more with a fresh credential',
    then: 'park: events wait until an operator fixes the credential',
  },
  forbidden: {
    when: '403',
    acted: 'no',
    here: 'gives up',
    then: 'dead-letter forbidden; park where the endpoint says that a 403 is about the credential',
  },
  malformed: {
    when: 'a success whose body is HTML, truncated, empty, too long or does not match `response`; 302, 303',
    acted: 'maybe',
    here: 'tries again where a repeat is safe',
    then: 'retry where a repeat is safe, dead-letter upstream-malformed once attempts are used up; look up; else dead-letter outcome-unknown',
  },
  'held-back': {
    when: 'the breaker is open, or the upstream told another environment to stay away',
    acted: 'no',
    here: 'does not call',
    then: 'park until then',
  },
};

interface FailurePolicy {
  readonly when: string;
  /** Whether the upstream may have carried out the request. */
  readonly acted: 'no' | 'maybe';
  /** Within the run. */
  readonly here: string;
  /** What happens to the event when this run gives up. */
  readonly then: string;
}

/** Status codes that differ from the default of their class. */
const exceptions: StatusMeanings = {
  301: 'rejected',
  307: 'rejected',
  308: 'rejected',
  401: 'unauthorized',
  403: 'forbidden',
  408: 'busy',
  425: 'busy',
  429: 'busy',
  501: 'rejected',
};

/** Refusals that mean "not now" if they have a readable Retry-After. */
const notNow: ReadonlySet<number> = new Set([403, 409, 413, 420, 423, 430, 503, 509, 529]);

/** What a response says in addition to its status. */
export interface AnswerFacts {
  /** It has a readable Retry-After. */
  readonly asksToWait: boolean;
  /** Its headers or its body name a rate limit as the reason. */
  readonly isRateLimited: boolean;
}

/**
 * What a status means.
 *
 * Redirects are never followed. 301, 307 and 308 ask for the same request elsewhere, so nothing was
 * done; 302 and 303 may be how a form endpoint says "done".
 * Proxies that have passed the request on also send a 503 without a readable Retry-After, so the upstream
 * may have acted.
 * A 403 that is a rate limit says nothing about the credential, even where the upstream's other 403s do.
 */
export function statusMeaning(
  status: number,
  { asksToWait, isRateLimited }: AnswerFacts,
  own: StatusMeanings,
): StatusMeaning | 'malformed' {
  const stated = own[status];
  if (status === 403 && (asksToWait || isRateLimited) && !decidesRateLimits(stated)) return 'busy';
  if (stated !== undefined) return stated;
  if (asksToWait && notNow.has(status)) return 'busy';
  const exception = exceptions[status];
  if (exception !== undefined) return exception;
  if (status >= 200 && status < 300) return 'done';
  if (status >= 300 && status < 400) return 'malformed';
  if (status >= 400 && status < 500) return 'rejected';
  return 'unclear';
}

/** A definition that blames a 403 on the credential is not about rate limits. */
function decidesRateLimits(stated: StatusMeaning | undefined): boolean {
  return stated !== undefined && stated !== 'unauthorized' && stated !== 'forbidden';
}
