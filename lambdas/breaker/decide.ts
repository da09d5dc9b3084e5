import { breakerActor } from './breaker-actor.ts';
import type { Asked, BreakerEvent } from './breaker-event.ts';
import { defaultBreakerSettings, type BreakerSettings } from './breaker-settings.ts';
import type { ConditionalWrite } from './conditional-write.ts';
import type { Lease, Mode, Snapshot, State } from './snapshot.ts';
import * as transitions from './transitions.ts';

export type Decision =
  /** Call. With a `deadline` it is a probe: it must be over by then. */
  | { readonly kind: 'pass'; readonly deadline?: number }
  /** Do not call before `until`. */
  | { readonly kind: 'hold'; readonly until: number; readonly cause: HoldCause }
  /** Write this, then ask again with what stands there afterwards. */
  | { readonly kind: 'write'; readonly write: ConditionalWrite }
  /** It changes nothing. */
  | { readonly kind: 'nothing' };

export type HoldCause = 'breaker-open' | 'asked-to-wait' | 'credential-refused';

/**
 * What a circuit does about an event: the whole protocol, pure. docs/circuit-breaker.md draws it.
 *
 * Nothing is ever done on the strength of a snapshot alone: whatever changes the circuit is a write that
 * names the epoch it was decided in, so that of all who decide the same one wins, and whoever decides
 * late loses.
 */
export function decide(
  seen: Snapshot,
  event: BreakerEvent,
  now: number,
  settings: BreakerSettings = defaultBreakerSettings,
): Decision {
  const { mode, state } = seen;
  switch (event.kind) {
    case 'asked':
      return mode.kind === 'auto'
        ? askBreaker(seen, event, now, settings)
        : askMode(seen, mode, event, now, settings);
    case 'tripped':
      return isCurrent(seen, event) && state.kind === 'closed'
        ? write(
            transitions.trip(
              { ...seen, state },
              { id: event.id, reason: event.rule },
              now,
              event.random,
              settings,
            ),
          )
        : nothing;
    case 'probed':
      return isCurrent(seen, event) &&
        state.kind === 'half-open' &&
        state.lease?.owner === event.caller
        ? judgeProbe({ ...seen, state }, event, now, settings)
        : nothing;
    case 'credential-refused':
      return isCurrent(seen, event)
        ? write(transitions.isolate(seen, event, event.credentialVersion, now))
        : nothing;
    case 'forced':
      return write(transitions.force(seen, event.to, event, now));
    case 'released':
      return mode.kind === 'auto' ? nothing : write(transitions.release(seen, event, now));
    case 'hastened':
      return mode.kind === 'auto' && state.kind === 'open'
        ? write(transitions.hasten({ ...seen, state }, event, now))
        : nothing;
  }
}

/** What was learnt in one epoch changes nothing in another, and nothing that a person has settled. */
function isCurrent({ epoch, mode }: Snapshot, observed: { readonly epoch: number }): boolean {
  return observed.epoch === epoch && mode.kind === 'auto';
}

/** Somebody wants to call while the breaker itself decides. */
function askBreaker(
  seen: Snapshot,
  asked: Asked,
  now: number,
  settings: BreakerSettings,
): Decision {
  const { state, throttledUntil = 0 } = seen;
  switch (state.kind) {
    case 'closed':
      return throttledUntil > now ? hold(throttledUntil, 'asked-to-wait') : { kind: 'pass' };
    case 'open': {
      const dueAt = Math.min(state.since, asked.epochSeenAt) + state.openForMs;
      if (now < dueAt) return hold(Math.max(dueAt, throttledUntil), 'breaker-open');
      if (throttledUntil > now) return hold(throttledUntil, 'asked-to-wait');
      if (!asked.mayProbe) return hold(now + settings.openMs, 'breaker-open');
      return write(transitions.claim({ ...seen, state }, leaseOf(asked, now), asked.id, now));
    }
    case 'half-open':
      return askHalfOpen({ ...seen, state }, asked, now, settings);
  }
}

function askHalfOpen(
  seen: Snapshot & { readonly state: Extract<State, { kind: 'half-open' }> },
  asked: Asked,
  now: number,
  settings: BreakerSettings,
): Decision {
  const { state, throttledUntil = 0 } = seen;
  const { lease } = state;
  if (lease?.owner === asked.caller) {
    // Looked at again after the claim: the write may have taken longer than the lease.
    const deadline = lease.endsAt - settings.clockMarginMs;
    // And the upstream may have asked everybody to stay away since.
    if (now < deadline && throttledUntil <= now) return { kind: 'pass', deadline };
    return write(transitions.handBack(seen, asked.caller, state.credits, asked.id, now));
  }
  if (lease !== undefined) {
    const endsAt = Math.min(lease.endsAt, asked.epochSeenAt + lease.lengthMs);
    const freeAt = endsAt + settings.clockMarginMs;
    if (now < freeAt) return hold(Math.max(freeAt, throttledUntil), 'breaker-open');
  }
  if (throttledUntil > now) return hold(throttledUntil, 'asked-to-wait');
  if (!asked.mayProbe) return hold(now + settings.openMs, 'breaker-open');
  return write(transitions.takeOver(seen, leaseOf(asked, now), asked.id, now));
}

/** Somebody wants to call while something stands above the breaker. */
function askMode(
  seen: Snapshot,
  mode: Exclude<Mode, { kind: 'auto' }>,
  asked: Asked,
  now: number,
  settings: BreakerSettings,
): Decision {
  if (mode.kind === 'isolated') {
    const { credentialVersion } = asked;
    const isOther = mode.credentialVersion !== undefined && credentialVersion !== undefined;
    return isOther && credentialVersion !== mode.credentialVersion
      ? write(transitions.lift(seen, credentialVersion, asked.id, now))
      : hold(now + settings.waitMs, 'credential-refused');
  }
  if (mode.until !== undefined && now >= mode.until) {
    // Nobody gave the order now: as with a change of the breaker's own, whoever wins the write tells of it.
    const reason = `the time that ${mode.by} gave it was over (${mode.reason})`;
    return write(transitions.release(seen, { id: asked.id, by: breakerActor, reason }, now));
  }
  return mode.kind === 'forced-closed'
    ? { kind: 'pass' }
    : hold(mode.until ?? now + settings.waitMs, 'breaker-open');
}

function judgeProbe(
  seen: Snapshot & { readonly state: Extract<State, { kind: 'half-open' }> },
  { result, caller, id, random }: Extract<BreakerEvent, { kind: 'probed' }>,
  now: number,
  settings: BreakerSettings,
): Decision {
  const { credits } = seen.state;
  switch (result) {
    case 'alive':
      return write(
        credits + 1 >= settings.probesToClose
          ? transitions.close(seen, caller, id, now)
          : transitions.handBack(seen, caller, credits + 1, id, now),
      );
    case 'failed':
      return write(transitions.reopen(seen, caller, id, now, random, settings));
    case 'busy':
      return write(transitions.handBack(seen, caller, 0, id, now));
    case 'neither':
      return write(transitions.handBack(seen, caller, credits, id, now));
  }
}

function leaseOf({ caller, leaseMs }: Asked, now: number): Lease {
  return { owner: caller, endsAt: now + leaseMs, lengthMs: leaseMs };
}

function write(write: ConditionalWrite): Decision {
  return { kind: 'write', write };
}

function hold(until: number, cause: HoldCause): Decision {
  return { kind: 'hold', until, cause };
}

const nothing: Decision = { kind: 'nothing' };
