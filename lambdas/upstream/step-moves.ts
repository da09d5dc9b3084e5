import type { Idempotency, IdempotencyKey } from '../contract/define-upstream.ts';
import { longestClockSkewMs } from './clock-skew.ts';
import type { StepFailure, StepRecord } from './step-record.ts';

const hourMs = 60 * 60 * 1_000;
const keyMarginMs = longestClockSkewMs + 3 * 60_000;
export const defaultKeyLifetimeHours = 24;
export const defaultSettlesWithinSeconds = 60;

/** How a step can be kept from acting twice. */
export interface Means {
  readonly key: IdempotencyKey | undefined;
  readonly lookup: boolean;
  readonly repeatable: boolean;
  /** How long after the last request a lookup's "no" is trusted. */
  readonly believableAfterMs: number;
}

/** What to do about a step, given what is known of it. */
export type Move =
  /** Send it; `fresh` begins a new generation. */
  | { readonly kind: 'send'; readonly generation: number; readonly fresh: boolean }
  | { readonly kind: 'recall'; readonly record: StepRecord }
  /** Ask the upstream whether it happened. */
  | { readonly kind: 'ask'; readonly record: StepRecord }
  /** A person says that it happened: check what they say it answered. */
  | { readonly kind: 'take-word'; readonly record: StepRecord }
  /** It is too early to know. */
  | { readonly kind: 'wait'; readonly until: number }
  /** Only a person can say whether it happened. */
  | { readonly kind: 'stuck'; readonly record: StepRecord };

export function nextMove(record: StepRecord | undefined, means: Means, now: number): Move {
  if (record === undefined) return { kind: 'send', generation: 1, fresh: true };
  switch (record.state) {
    case 'completed':
      return { kind: 'recall', record };
    case 'vouched':
      return { kind: 'take-word', record };
    case 'ready':
      return { kind: 'send', generation: record.generation, fresh: false };
    case 'refused':
    case 'undone':
      return { kind: 'send', generation: record.generation + 1, fresh: true };
    case 'started':
    case 'unsettled':
    case 'unknown':
      return settle(record, means, now);
  }
}

/** A request of this generation may have acted. */
function settle(record: StepRecord, means: Means, now: number): Move {
  const { state, failure } = record;
  const askFirst = means.lookup && failure !== undefined && onlyLookupTells(failure);
  if (state !== 'unknown' && !askFirst && repeatIsSafe(record, means, now)) {
    return { kind: 'send', generation: record.generation, fresh: false };
  }
  if (means.lookup) {
    const until = record.lastSentUntil + means.believableAfterMs;
    return now < until ? { kind: 'wait', until } : { kind: 'ask', record };
  }
  // The run that started it may still be at it: it alone knows.
  if (state === 'started' && now < record.lastSentUntil) {
    return { kind: 'wait', until: record.lastSentUntil };
  }
  return { kind: 'stuck', record };
}

/** Whether a step that may have acted can be sent again without acting twice. */
export function repeatIsSafe(
  record: Pick<StepRecord, 'firstSentAt' | 'failure'>,
  means: Means,
  now: number,
): boolean {
  if (means.repeatable) return true;
  if (means.key === undefined) return false;
  const lifetimeMs = (means.key.keyLifetimeHours ?? defaultKeyLifetimeHours) * hourMs;
  // The request must arrive, not only be sent, within the lifetime, and another clock timed the first request.
  const marginMs = Math.min(keyMarginMs, lifetimeMs / 2);
  if (now >= record.firstSentAt + lifetimeMs - marginMs) return false;
  return !keyHoldsError(record, means);
}

/**
 * The same request would bring the same answer again: a no that says nothing of the request before it,
 * or a success that nobody can read.
 */
export function onlyLookupTells({ kind }: StepFailure): boolean {
  return kind === 'rejected' || kind === 'forbidden' || kind === 'malformed';
}

/** The same key would bring a stored error back, for as long as the key lives. */
export function keyHoldsError(record: Pick<StepRecord, 'failure'>, means: Means): boolean {
  return means.key?.storesErrors === true && (record.failure?.status ?? 0) >= 500;
}

export function meansOf(
  idempotency: Idempotency | undefined,
  step: {
    readonly lookup?: unknown;
    readonly repeatable?: boolean | undefined;
    readonly settlesWithinSeconds?: number | undefined;
  },
  clockSkewMs = longestClockSkewMs,
): Means {
  return {
    key: typeof idempotency === 'object' ? idempotency : undefined,
    lookup: step.lookup !== undefined,
    repeatable: step.repeatable ?? false,
    // Another environment recorded the last request, with its own clock.
    believableAfterMs:
      (step.settlesWithinSeconds ?? defaultSettlesWithinSeconds) * 1_000 + clockSkewMs,
  };
}
