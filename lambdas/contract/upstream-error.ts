import type { DeadLetterReason } from '../processor/outcome.ts';
import { errorBrand, isBranded, type ErrorBrand } from './error-brand.ts';

/** What kind of failure a call ended with; the words of docs/upstream-calls.md. */
export type UpstreamFailure =
  /** Nothing reached the upstream: DNS, refused, connect timeout, TLS. */
  | 'not-sent'
  /** Refused before anything was done: 429, 408, 503 with Retry-After. */
  | 'busy'
  /** It may have acted: reset after the request went out, read timeout, 500, 502, 504. */
  | 'unclear'
  /** A definite no: 400, 404, 409, 410, 422 … */
  | 'rejected'
  /** 401, also with a fresh credential. */
  | 'unauthorized'
  /** 403. */
  | 'forbidden'
  /** A success whose body is not what was expected. */
  | 'malformed'
  /** Not called: the breaker is open, or the upstream said until when to stay away. */
  | 'held-back';

/** What the processor does with an event whose handler let the error pass. */
export type Disposition =
  /** Counts as an attempt; comes back at `notBefore` (ms since the Unix epoch) or later. */
  | {
      readonly kind: 'retry';
      readonly notBefore: number;
      /** @default 'attempts-exhausted' */
      readonly whenExhausted?: DeadLetterReason;
    }
  /** Does not count; waits until `until` (ms since the Unix epoch). */
  | {
      readonly kind: 'park';
      readonly until: number;
      readonly cause: ParkCause;
      /** The gate holds every event that needs the upstream, not this one alone. */
      readonly held?: true;
    }
  | { readonly kind: 'dead-letter'; readonly reason: DeadLetterReason };

/**
 * `asked-to-wait`: Retry-After or a rate limit. `breaker-open`: the gate let nobody through.
 * `in-line`: events that have waited go first. `credential-refused`: 401 with a fresh credential.
 * `credential-unavailable`: the token endpoint or the secret store does not answer. `settling`: too early to believe a
 * lookup's "no". `out-of-time`: the run had too little time left for the call, so nothing was sent.
 */
export type ParkCause =
  | 'asked-to-wait'
  | 'breaker-open'
  | 'in-line'
  | 'credential-refused'
  | 'credential-unavailable'
  | 'settling'
  | 'out-of-time';

/** A call to an upstream failed. Let it pass and the event is dealt with as it deserves. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly upstream: string;
  /** Class of the call, as declared in the upstream's `endpoints`; else `default`. */
  readonly endpoint: string;
  readonly step: string | undefined;
  readonly failure: UpstreamFailure;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  readonly disposition: Disposition;
  /** For the people who wait for this event. Says nothing of what the upstream said. */
  readonly userMessage: string;
  /**
   * What the upstream or the network said, cut and cleaned of credentials: for logs, `trace` and dead letters,
   * never for an answer to anyone outside.
   */
  declare readonly detail: string;

  constructor(message: string, facts: UpstreamErrorFacts) {
    super(message, { cause: facts.cause });
    this.upstream = facts.upstream;
    this.endpoint = facts.endpoint;
    this.step = facts.step;
    this.failure = facts.failure;
    this.status = facts.status;
    this.disposition = facts.disposition;
    this.userMessage = facts.userMessage;
    // Not enumerable, so that serialising the error by accident does not publish it.
    Object.defineProperty(this, 'detail', { value: facts.detail, enumerable: false });
  }

  get [errorBrand](): ErrorBrand {
    return 'upstream';
  }
}

export interface UpstreamErrorFacts {
  readonly upstream: string;
  readonly endpoint: string;
  readonly step: string | undefined;
  readonly failure: UpstreamFailure;
  readonly status: number | undefined;
  readonly disposition: Disposition;
  readonly userMessage: string;
  readonly detail: string;
  readonly cause?: unknown;
}

export function isUpstreamError(error: unknown, failure?: UpstreamFailure): error is UpstreamError {
  if (!isBranded(error, 'upstream')) return false;
  return failure === undefined || (error as UpstreamError).failure === failure;
}
