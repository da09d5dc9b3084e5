import type { Disposition } from '../contract/upstream-error.ts';
import type { Random } from '../runtime/clock.ts';
import { backoffMs, type Backoff } from './backoff.ts';
import { spreadRetryAfterMs } from './pause.ts';
import type { GatedFailure } from './attempted.ts';

/** How long events wait for a rate limit that does not say how long, and for a run with more time. */
const unstatedWaitMs = 30_000;
/** A "come back at once" that came before: it must not become a loop that costs no attempt. */
const leastWaitMs = 2_000;
/** How long events wait before a refused credential is tried again. */
const credentialWaitMs = 5 * 60_000;

export interface RunFacts {
  readonly now: number;
  /** 1 for the event's first run that counts. */
  readonly attempt: number;
  readonly backoff: Backoff;
  /**
   * By how much an event's first return is put off, and that of one that is told when to come. After so long a
   * breaker has seen an outage: an event that came back sooner would fail once more, and SQS counts each receive.
   * And whoever was held for the sake of another has come back by then.
   */
  readonly putOffMs: number;
  readonly random: Random;
  readonly forbiddenMeans: 'resource' | 'credential';
}

/** What becomes of the event when a call failed that certainly did not act, or that only reads. */
export function disposition(failed: GatedFailure, facts: RunFacts): Disposition {
  const plain = withoutHold(failed, facts);
  const mayWait = plain.kind !== 'dead-letter' || plain.reason === 'forbidden';
  return failed.hold !== undefined && mayWait
    ? { ...failed.hold, kind: 'park', held: true }
    : plain;
}

function withoutHold(failed: GatedFailure, facts: RunFacts): Disposition {
  const { now, random } = facts;
  switch (failed.failure) {
    case 'not-sent':
      if (failed.code === 'NO_CREDENTIAL') return credentialUnavailable(failed, facts);
      // Slow calls used up the run before this one: that says nothing against the event.
      return failed.code === 'NO_TIME_LEFT'
        ? { kind: 'park', until: now + unstatedWaitMs * (1 + random()), cause: 'out-of-time' }
        : retry(failed, facts);
    case 'unclear':
      return retry(failed, facts);
    case 'busy':
    case 'held-back': {
      const askedMs = askedForMs(failed, facts);
      const waitMs = Math.max(leastWaitMs, askedMs ?? unstatedWaitMs * (1 + random()));
      // Whoever says until when holds up all others, too. They go first: one that is refused again and again
      // would hold them anew each time.
      const holdsOthers = failed.failure === 'busy' && askedMs !== undefined;
      const until = now + waitMs + (holdsOthers ? facts.putOffMs : 0);
      return { kind: 'park', until, cause: 'asked-to-wait' };
    }
    case 'unauthorized':
      return credentialRefused(failed, facts);
    case 'forbidden':
      return facts.forbiddenMeans === 'credential'
        ? credentialRefused(failed, facts)
        : { kind: 'dead-letter', reason: 'forbidden' };
    case 'rejected':
      return { kind: 'dead-letter', reason: 'upstream-rejected' };
    case 'malformed':
      return { ...retry(failed, facts), whenExhausted: 'upstream-malformed' };
  }
}

/** Comes back when both the formula and the upstream allow it. */
export function retry(
  failed: GatedFailure,
  facts: RunFacts,
): Extract<Disposition, { kind: 'retry' }> {
  const { now, attempt, backoff, putOffMs, random } = facts;
  const pauseMs = backoffMs(backoff, attempt, random) + (attempt === 1 ? putOffMs : 0);
  return {
    kind: 'retry',
    notBefore: now + Math.max(pauseMs, askedForMs(failed, facts) ?? 0),
  };
}

function credentialRefused(
  { retryAfterMs = 0, code }: GatedFailure,
  { now, random }: RunFacts,
): Disposition {
  // When the token endpoint is asked again is known, and is not for the upstream to say.
  const known = code === 'NO_CREDENTIAL' && retryAfterMs > 0;
  const ownMs = known ? leastWaitMs * (1 + random()) : credentialWaitMs * (1 + random() / 2);
  const waitMs = known ? retryAfterMs + ownMs : Math.max(retryAfterMs, ownMs);
  return { kind: 'park', until: now + waitMs, cause: 'credential-refused' };
}

/** The upstream was not called: an outage on the way to its credential costs the event no attempt. */
function credentialUnavailable(
  { retryAfterMs = unstatedWaitMs }: GatedFailure,
  { now, random }: RunFacts,
): Disposition {
  const waitMs = retryAfterMs + leastWaitMs * (1 + random());
  return { kind: 'park', until: now + waitMs, cause: 'credential-unavailable' };
}

function askedForMs({ retryAfterMs }: GatedFailure, facts: RunFacts): number | undefined {
  if (retryAfterMs === undefined) return undefined;
  return spreadRetryAfterMs(retryAfterMs, facts.backoff, facts.random);
}
