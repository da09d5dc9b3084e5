import { longestClockSkewMs } from '../clock-skew.ts';
import type { SharedToken, TokenRecord } from './token-record.ts';

/** A token is renewed this long before its end, or at nine tenths of its life if that is later. */
const longestAheadMs = 5 * 60_000;
/** How long one environment may take to renew a token before another takes over. */
export const tokenLeaseMs = 15_000;
/** A lease is over this much later than its holder believes, so that its last request has ended. */
const leaseMarginMs = 2_000;
/**
 * If a token that was obtained after a refusal has never worked here and is refused within this time, the grant
 * itself is bad.
 */
const freshForMs = 15_000;

/** What an environment that needs a token does, given what the fleet knows. */
export type TokenMove =
  | { readonly kind: 'use'; readonly token: SharedToken }
  /** Valid as far as known, but due: the environment that gets the lease renews it, the others use it. */
  | { readonly kind: 'renew-or-use'; readonly token: SharedToken }
  | { readonly kind: 'claim' }
  /** Another environment is renewing it. */
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'fail'; readonly why: 'refused' | 'unavailable'; readonly notBefore: number }
  /** The refused token was fresh: another would be refused as well. */
  | { readonly kind: 'give-up' };

export interface TokenNeed {
  readonly secretVersion: string;
  /** Serial of the token that an upstream answered 401 to; 0 if there was none. */
  readonly refusedSerial: number;
  /** An upstream has accepted that token before, so it was revoked since. */
  readonly served: boolean;
  /** When this environment first saw the record in its current form, by its own clock. */
  readonly seenAt: number;
  /** `notBefore` of a failure that does not prevent this environment from asking again. */
  readonly ignoredFailure?: number | undefined;
}

export function nextTokenMove(
  record: TokenRecord | undefined,
  { secretVersion, refusedSerial, served, seenAt, ignoredFailure }: TokenNeed,
  now: number,
): TokenMove {
  const token = record?.token?.secretVersion === secretVersion ? record.token : undefined;
  const leasedUntil = record?.lease ? leaseEnd(record.lease.until, seenAt) : -Infinity;
  const leased = now < leasedUntil;
  const failure = record?.failure?.secretVersion === secretVersion ? record.failure : undefined;
  const failing =
    failure !== undefined && now < failure.notBefore && failure.notBefore !== ignoredFailure;

  if (token !== undefined && token.serial > refusedSerial && now < token.expiresAt) {
    // The last renewal failed: the upstream may have refused this token before.
    const due = now >= dueAt(token) || failure !== undefined;
    return due && !leased && !failing ? { kind: 'renew-or-use', token } : { kind: 'use', token };
  }
  if (token?.serial === refusedSerial && token.afterRefusal && !served) {
    if (now < token.obtainedAt + freshForMs) return { kind: 'give-up' };
  }
  if (failing) return { kind: 'fail', why: failure.kind, notBefore: failure.notBefore };
  if (leased) return { kind: 'wait', until: leasedUntil };
  return { kind: 'claim' };
}

/** By our own clock, or by the holder's plus the skew, whichever is earlier: a second request would void the first. */
function leaseEnd(until: number, seenAt: number): number {
  return Math.min(seenAt + tokenLeaseMs, until + longestClockSkewMs) + leaseMarginMs;
}

export function dueAt({ obtainedAt, expiresAt }: SharedToken): number {
  const lifeMs = expiresAt - obtainedAt;
  return expiresAt - Math.min(longestAheadMs, lifeMs / 10);
}
