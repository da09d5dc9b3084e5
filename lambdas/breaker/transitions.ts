import { breakerActor } from './breaker-actor.ts';
import type { ForcedMode } from './breaker-event.ts';
import type { BreakerSettings } from './breaker-settings.ts';
import { epochIs, leaseIsHeldBy, modeIs, refusedCredentialIsNot, stateIs } from './clause.ts';
import type { ConditionalWrite } from './conditional-write.ts';
import { openTimeMs } from './open-time.ts';
import { stateName, type EpochFacts, type HistoryEntry } from './snapshot.ts';
import type { Lease, Mode, Snapshot, State } from './snapshot.ts';

/** How many changes a circuit remembers. */
const remembered = 8;

/** Who and why, for people. */
interface Cause {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
}

type Closed = Extract<State, { kind: 'closed' }>;
type Open = Extract<State, { kind: 'open' }>;
type HalfOpen = Extract<State, { kind: 'half-open' }>;
type In<S extends State> = Snapshot & { readonly state: S };

/** closed → open. */
export function trip(
  seen: In<Closed>,
  cause: Omit<Cause, 'by'>,
  now: number,
  random: number,
  settings: BreakerSettings,
): ConditionalWrite {
  const isPeace = now - seen.state.since >= settings.peaceMs;
  const openings = isPeace ? 1 : seen.openings + 1;
  const openForMs = openTimeMs(openings, random, settings);
  return {
    transition: 'trip',
    clauses: [epochIs(seen.epoch), stateIs('closed'), modeIs('auto')],
    facts: next(seen, own(cause), now, {
      state: { kind: 'open', since: now, openForMs },
      openings,
    }),
  };
}

/** open → half-open, with the lease: one caller may find out. */
export function claim(seen: In<Open>, lease: Lease, id: string, now: number): ConditionalWrite {
  const { since, openForMs } = seen.state;
  return {
    transition: 'claim',
    clauses: [epochIs(seen.epoch), stateIs('open'), modeIs('auto')],
    facts: next(seen, own({ id, reason: 'time to try' }), now, {
      state: { kind: 'half-open', since, openForMs, credits: 0, lease },
    }),
  };
}

/** half-open → half-open: the lease goes to somebody else, because nobody has it or it is over. */
export function takeOver(
  seen: In<HalfOpen>,
  lease: Lease,
  id: string,
  now: number,
): ConditionalWrite {
  return {
    transition: 'take-over',
    clauses: [epochIs(seen.epoch), stateIs('half-open'), modeIs('auto')],
    facts: next(seen, own({ id, reason: 'time to try' }), now, {
      state: { ...seen.state, lease },
    }),
  };
}

/** half-open → half-open without the lease. */
export function handBack(
  seen: In<HalfOpen>,
  caller: string,
  credits: number,
  id: string,
  now: number,
): ConditionalWrite {
  const { since, openForMs } = seen.state;
  return {
    transition: 'hand-back',
    clauses: [...probing(seen, caller)],
    facts: next(seen, own({ id, reason: 'probed' }), now, {
      state: { kind: 'half-open', since, openForMs, credits },
    }),
  };
}

/** half-open → closed. */
export function close(
  seen: In<HalfOpen>,
  caller: string,
  id: string,
  now: number,
): ConditionalWrite {
  return {
    transition: 'close',
    clauses: [...probing(seen, caller)],
    facts: next(seen, own({ id, reason: 'probes went well' }), now, {
      state: { kind: 'closed', since: now },
    }),
  };
}

/** half-open → open, for longer. */
export function reopen(
  seen: In<HalfOpen>,
  caller: string,
  id: string,
  now: number,
  random: number,
  settings: BreakerSettings,
): ConditionalWrite {
  const openings = seen.openings + 1;
  const openForMs = openTimeMs(openings, random, settings);
  return {
    transition: 'reopen',
    clauses: [...probing(seen, caller)],
    facts: next(seen, own({ id, reason: 'a probe failed' }), now, {
      state: { kind: 'open', since: now, openForMs },
      openings,
    }),
  };
}

/** auto → isolated. */
export function isolate(
  seen: Snapshot,
  cause: Omit<Cause, 'by'>,
  credentialVersion: string,
  now: number,
): ConditionalWrite {
  const by = breakerActor;
  return {
    transition: 'isolate',
    clauses: [epochIs(seen.epoch), modeIs('auto')],
    facts: next(seen, own(cause), now, {
      state: withoutLease(seen.state),
      mode: { kind: 'isolated', credentialVersion, by, reason: cause.reason, since: now },
    }),
  };
}

/** isolated → open, due at once: another credential is there. */
export function lift(
  seen: Snapshot,
  credentialVersion: string,
  id: string,
  now: number,
): ConditionalWrite {
  return {
    transition: 'lift',
    clauses: [epochIs(seen.epoch), refusedCredentialIsNot(credentialVersion)],
    facts: next(seen, own({ id, reason: 'the credential was changed' }), now, due(seen, now)),
  };
}

/** A person takes over, from whatever stands there; it stays as it is below. */
export function force(seen: Snapshot, to: ForcedMode, cause: Cause, now: number): ConditionalWrite {
  const mode: Mode = { ...to, by: cause.by, reason: cause.reason, since: now };
  return {
    transition: 'force',
    clauses: [epochIs(seen.epoch)],
    facts: next(seen, cause, now, { mode }),
  };
}

/** Back to the breaker: open and due at once, so that probes decide, whatever was there before. */
export function release(seen: Snapshot, cause: Cause, now: number): ConditionalWrite {
  return {
    transition: 'release',
    clauses: [epochIs(seen.epoch), modeIs(seen.mode.kind)],
    facts: next(seen, cause, now, due(seen, now)),
  };
}

/** open → open, due at once: a person wants it probed now. */
export function hasten(seen: In<Open>, cause: Cause, now: number): ConditionalWrite {
  return {
    transition: 'hasten',
    clauses: [epochIs(seen.epoch), stateIs('open'), modeIs('auto')],
    facts: next(seen, cause, now, { state: { kind: 'open', since: now, openForMs: 0 } }),
  };
}

/** A lease that was given before somebody took over runs on: its holder may still be probing. */
function due({ state }: Snapshot, now: number): Pick<EpochFacts, 'state' | 'mode'> {
  const isProbed = state.kind === 'half-open' && state.lease !== undefined;
  return {
    state: isProbed ? { ...state, credits: 0 } : { kind: 'open', since: now, openForMs: 0 },
    mode: { kind: 'auto' },
  };
}

function probing(seen: Snapshot, caller: string) {
  return [epochIs(seen.epoch), stateIs('half-open'), modeIs('auto'), leaseIsHeldBy(caller)];
}

function withoutLease(state: State): State {
  if (state.kind !== 'half-open') return state;
  const { lease: _lease, ...rest } = state;
  return rest;
}

function own(cause: Omit<Cause, 'by'>): Cause {
  return { ...cause, by: breakerActor };
}

function next(
  seen: Snapshot,
  { id, by, reason }: Cause,
  now: number,
  change: Partial<Pick<EpochFacts, 'state' | 'mode' | 'openings'>>,
): EpochFacts {
  const { state, mode, openings } = { ...seen, ...change };
  const epoch = seen.epoch + 1;
  const entry: HistoryEntry = {
    ...{ epoch, at: now, from: stateName(seen), to: stateName({ state, mode }), by, reason },
  };
  const history = entry.from === entry.to ? seen.history : [...seen.history, entry];
  return {
    ...{ epoch, transitionId: id, state, mode, openings },
    history: history.slice(-remembered),
  };
}
