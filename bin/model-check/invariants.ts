import type { AdmittedCall, CallEnd } from '../../lambdas/breaker/admitted-call.ts';
import type { Asked, BreakerEvent } from '../../lambdas/breaker/breaker-event.ts';
import type { ConditionalWrite, WriteResult } from '../../lambdas/breaker/conditional-write.ts';
import type { Decision } from '../../lambdas/breaker/decide.ts';
import { openJitter } from '../../lambdas/breaker/open-time.ts';
import {
  stateName,
  type HistoryEntry,
  type Mode,
  type Snapshot,
} from '../../lambdas/breaker/snapshot.ts';
import { diagram } from './diagram.ts';
import type { InvariantName } from './invariant-list.ts';
import type { Protocol } from './protocol.ts';
import type { Scope } from './scope.ts';
import type { Flight, World } from './world.ts';

/** What must never be, and was. */
export interface Wrong {
  readonly invariant: InvariantName;
  readonly text: string;
}

/** Whatever is true of every state. */
export function wrongWorld({ environments, time }: World, { clocks }: Scope): Wrong | undefined {
  let probing = 0;
  for (let index = 0; index < environments.length; index += 1) {
    const activity = environments[index]?.activity;
    if (activity?.kind !== 'calling' || !activity.isProbe) continue;
    const { deadline = Infinity } = activity.call;
    if (time + (clocks[index] ?? 0) < deadline) probing += 1;
  }
  return probing > 1 ? wrong('I1', `${String(probing)} probe at the same time`) : undefined;
}

/** Whether somebody who knows `seen` may decide that. */
export function wrongDecision(
  seen: Snapshot,
  event: BreakerEvent,
  now: number,
  decision: Decision,
  scope: Scope,
): Wrong | undefined {
  switch (decision.kind) {
    case 'pass':
      return event.kind === 'asked'
        ? wrongPass(seen, event, now, decision.deadline)
        : wrong('I2', `a call passes on "${event.kind}"`);
    case 'hold':
      return wrongHold(seen, event, now, decision.until, scope);
    case 'write':
      return wrongWrite(seen, event, now, decision.write);
    case 'nothing':
      return event.kind === 'asked' ? wrong('I5', 'a call gets no answer') : undefined;
  }
}

function wrongPass(
  { mode, state, throttledUntil = 0 }: Snapshot,
  { caller, mayProbe }: Asked,
  now: number,
  deadline: number | undefined,
): Wrong | undefined {
  switch (mode.kind) {
    case 'forced-closed':
      return isOver(mode, now) ? wrong('I6', 'a call passes on an order that is over') : undefined;
    case 'forced-open':
      return wrong('I6', 'a call passes though a person forbade it');
    case 'isolated':
      return wrong('I7', 'a call passes with a dead credential');
    case 'auto':
      break;
  }
  if (throttledUntil > now) return wrong('throttle', 'a call passes while nobody should');
  switch (state.kind) {
    case 'closed':
      return undefined;
    case 'open':
      return wrong('I1', 'a call passes an open breaker');
    case 'half-open': {
      if (state.lease?.owner !== caller) return wrong('I1', 'a call probes without the lease');
      if (!mayProbe) return wrong('I1', 'a call that must not be repeated probes');
      return deadline === undefined || deadline <= now || deadline > state.lease.endsAt
        ? wrong('I1', 'a probe begins that may outlast its lease')
        : undefined;
    }
  }
}

/** A hold ends, and not later than what it waits for. */
function wrongHold(
  seen: Snapshot,
  event: BreakerEvent,
  now: number,
  until: number,
  scope: Scope,
): Wrong | undefined {
  if (seen.mode.kind === 'forced-closed') {
    return wrong('I6', 'a call waits though a person lets everybody pass');
  }
  const longest = Math.max(longestHold(seen, event, now, scope), (seen.throttledUntil ?? 0) - now);
  if (until <= now) return wrong('I5', 'a call waits until a time that is over');
  return until - now > longest ? wrong('I5', 'a call waits longer than for anything') : undefined;
}

function longestHold(
  { mode, state }: Snapshot,
  event: BreakerEvent,
  now: number,
  { settings, leaseMs }: Scope,
): number {
  if (mode.kind !== 'auto') {
    return 'until' in mode && mode.until !== undefined ? mode.until - now : settings.waitMs;
  }
  // Whoever must not probe waits for somebody who may.
  const forOthers = event.kind === 'asked' && !event.mayProbe ? settings.openMs : 0;
  switch (state.kind) {
    case 'closed':
      return 0;
    case 'open':
      return Math.max(state.openForMs, forOthers);
    case 'half-open':
      return Math.max(leaseMs + settings.clockMarginMs, forOthers);
  }
}

function wrongWrite(
  seen: Snapshot,
  event: BreakerEvent,
  now: number,
  { transition, clauses, facts }: ConditionalWrite,
): Wrong | undefined {
  const arrow = diagram[transition];
  if (!arrow.on.includes(event.kind)) return wrong('I2', `${transition} on "${event.kind}"`);
  const named = clauses.map(({ kind }) => kind);
  const missing = arrow.clauses.filter((kind) => !named.includes(kind));
  if (missing.length > 0) return wrong('I4', `${transition} is written without ${missing.join()}`);
  if ('epoch' in event && event.epoch !== seen.epoch) {
    return wrong('I4', 'what was learnt in one epoch is to change another');
  }
  if (facts.transitionId !== event.id) return wrong('I12', 'its sender would not know its write');
  const { state } = facts;
  if (state.kind !== 'half-open' && state !== seen.state && state.since !== now) {
    return wrong('I8', `${transition} is dated ${String(state.since - now)} off`);
  }
  if (event.kind !== 'asked') return undefined;
  const { mode } = seen;
  if (transition === 'claim' && !isTimeOver(seen, event, now)) {
    return wrong('I8', 'it is tried before the time of its opening is over');
  }
  if (transition === 'release' && !isOver(mode, now)) {
    return wrong('I6', 'an order is lifted before its time');
  }
  if ((transition === 'claim' || transition === 'take-over') && !event.mayProbe) {
    return wrong('I1', 'a call that must not be repeated asks for the lease');
  }
  return undefined;
}

/**
 * Who holds the lease of the epoch that stands must be heard: otherwise its probe was for nothing, and
 * everybody waits for the end of its lease.
 */
export function wrongDrop(
  before: Snapshot,
  stored: Snapshot,
  { caller, epoch }: AdmittedCall,
  end: CallEnd,
  _now: number,
  decision: Decision,
  _scope: Scope,
): Wrong | undefined {
  if ((stored.throttledUntil ?? 0) < (before.throttledUntil ?? 0)) {
    return wrong('throttle', 'an upstream is left alone for a shorter time than it asked');
  }
  const { state, mode } = stored;
  const isHolder =
    stored.epoch === epoch &&
    mode.kind === 'auto' &&
    state.kind === 'half-open' &&
    state.lease?.owner === caller;
  return isHolder && decision.kind !== 'write'
    ? wrong('heard', `the lease holder's "${end.kind}" is not heard`)
    : undefined;
}

/** Whether a write may do that to what stood there. */
export function wrongLanding(
  before: Snapshot,
  flight: Flight,
  result: WriteResult,
  scope: Scope,
  protocol: Protocol,
): Wrong | undefined {
  const { write, event } = flight;
  const { facts } = write;
  const isOwn = before.epoch > 0 && before.transitionId === facts.transitionId;
  if (result.snapshot === before) {
    if (isOwn && result.kind !== 'won') return wrong('I12', 'a winner believes that it lost');
    if (!isOwn && result.kind === 'won') return wrong('I3', 'a loser believes that it won');
    const isTold = protocol.wonChange(write, result) !== undefined;
    return isTold && !isOwn ? wrong('I3', 'a loser tells of the change') : undefined;
  }
  if (result.kind !== 'won') return wrong('I3', 'a winner believes that it lost');
  const after = result.snapshot;
  if (after.epoch !== before.epoch + 1) {
    return wrong('I3', `epoch ${String(before.epoch)} is followed by ${String(after.epoch)}`);
  }
  if ((after.throttledUntil ?? 0) < (before.throttledUntil ?? 0)) {
    return wrong('throttle', 'a transition forgets that the upstream asked to be left alone');
  }
  if (flight.decidedIn !== before.epoch || ('epoch' in event && event.epoch !== before.epoch)) {
    return wrong('I4', 'what was learnt in one epoch changes another');
  }
  return (
    wrongArrow(before, after, flight) ??
    wrongMode(before, after, flight) ??
    wrongProgress(before, after, flight, scope) ??
    wrongOpening(before, after, flight, scope) ??
    wrongWord(before, after, protocol.wonChange(write, result)?.change)
  );
}

function wrongArrow(
  before: Snapshot,
  after: Snapshot,
  { write, event }: Flight,
): Wrong | undefined {
  const arrow = diagram[write.transition];
  const isDrawn =
    arrow.on.includes(event.kind) &&
    arrow.fromStates.includes(before.state.kind) &&
    (arrow.toStates ?? [before.state.kind]).includes(after.state.kind);
  if (!isDrawn) {
    return wrong('I2', `${write.transition} from ${before.state.kind} to ${after.state.kind}`);
  }
  const isAllowed =
    arrow.fromModes.includes(before.mode.kind) && arrow.toModes.includes(after.mode.kind);
  return isAllowed
    ? undefined
    : wrong('I6', `${write.transition} from mode ${before.mode.kind} to ${after.mode.kind}`);
}

function wrongMode(before: Snapshot, after: Snapshot, { write, event }: Flight): Wrong | undefined {
  const { mode } = before;
  if (mode.kind !== 'isolated' || after.mode.kind !== 'auto' || event.kind === 'released') {
    return undefined;
  }
  const refused = mode.credentialVersion;
  const offered = event.kind === 'asked' ? event.credentialVersion : undefined;
  return write.transition === 'lift' &&
    refused !== undefined &&
    offered !== undefined &&
    offered !== refused
    ? undefined
    : wrong('I7', 'an isolation is lifted without another credential');
}

/** Credits are what probes that went well have earned, in a row. */
function wrongProgress(
  before: Snapshot,
  after: Snapshot,
  { event }: Flight,
  { settings }: Scope,
): Wrong | undefined {
  if (after.mode.kind !== 'auto') return undefined;
  if (before.mode.kind !== 'auto' || before.state.kind !== 'half-open') {
    return after.state.kind === 'half-open' && after.state.credits > 0
      ? wrong('I2', 'credits out of nothing')
      : undefined;
  }
  const { credits } = before.state;
  const result = event.kind === 'probed' ? event.result : 'neither';
  const earned = { alive: credits + 1, neither: credits, busy: 0, failed: 0 }[result];
  switch (after.state.kind) {
    case 'closed':
      return result === 'alive' && earned >= settings.probesToClose
        ? undefined
        : wrong('I2', `it closes after ${String(earned)} good probes`);
    case 'open':
      return result === 'failed' ? undefined : wrong('I2', `it opens after a probe: ${result}`);
    case 'half-open':
      return after.state.credits === earned && result !== 'failed'
        ? undefined
        : wrong('I2', `credits ${String(after.state.credits)} after ${String(earned)}`);
  }
}

function wrongOpening(
  before: Snapshot,
  after: Snapshot,
  { write }: Flight,
  { settings }: Scope,
): Wrong | undefined {
  const isOpening = write.transition === 'trip' || write.transition === 'reopen';
  if (!isOpening && after.openings !== before.openings) {
    return wrong('I8', `${write.transition} forgets how often it has opened`);
  }
  if (after.state.kind !== 'open') return undefined;
  const { openForMs, since } = after.state;
  if (openForMs > settings.longestOpenMs * (1 + openJitter)) {
    return wrong('I8', `open for ${String(openForMs)}`);
  }
  if (write.transition === 'release' || write.transition === 'lift') {
    return openForMs === 0 ? undefined : wrong('I8', `${write.transition} is not due at once`);
  }
  if (!isOpening) return undefined;
  const isPeace = before.state.kind === 'closed' && since - before.state.since >= settings.peaceMs;
  const openings = isPeace ? 1 : before.openings + 1;
  if (after.openings !== openings) {
    return wrong('I8', `opening ${String(after.openings)} follows ${String(before.openings)}`);
  }
  const nominal = Math.min(settings.longestOpenMs, settings.openMs * 2 ** (openings - 1));
  return Math.abs(openForMs - nominal) <= nominal * openJitter
    ? undefined
    : wrong('I8', `opening ${String(openings)} lasts ${String(openForMs)}`);
}

/** A winner tells of what people see changing, and of nothing else. */
function wrongWord(
  before: Snapshot,
  after: Snapshot,
  told: HistoryEntry | undefined,
): Wrong | undefined {
  const [from, to] = [stateName(before), stateName(after)];
  if (told === undefined) {
    return from === to ? undefined : wrong('I3', 'a change is not told by its winner');
  }
  return from !== to && told.epoch === after.epoch && told.from === from && told.to === to
    ? undefined
    : wrong('I3', 'a winner tells of a change that is not its own');
}

/** By the clock of whoever asks, which may be behind or before the one that has dated the opening. */
function isTimeOver({ state }: Snapshot, { epochSeenAt }: Asked, now: number): boolean {
  return state.kind !== 'open' || now >= Math.min(state.since, epochSeenAt) + state.openForMs;
}

function isOver(mode: Mode, now: number): boolean {
  return 'until' in mode && mode.until !== undefined && mode.until <= now;
}

function wrong(invariant: InvariantName, text: string): Wrong {
  return { invariant, text };
}
