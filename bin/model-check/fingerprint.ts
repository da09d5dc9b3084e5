import type { BreakerEvent } from '../../lambdas/breaker/breaker-event.ts';
import type { Mode, Snapshot, State } from '../../lambdas/breaker/snapshot.ts';
import { unread, type View } from '../../lambdas/breaker/view.ts';
import type { Scope } from './scope.ts';
import type { Activity, Environment, Flight, World } from './world.ts';

const modes: readonly Mode['kind'][] = ['auto', 'forced-open', 'forced-closed', 'isolated'];
const events = [
  'asked',
  'tripped',
  'probed',
  'credential-refused',
  'forced',
  'released',
  'hastened',
];
const results = ['alive', 'failed', 'busy', 'neither'];
const transitions = [
  ...['trip', 'claim', 'take-over', 'hand-back', 'close', 'reopen'],
  ...['isolate', 'lift', 'force', 'release', 'hasten'],
];

/** Two 32-bit hashes, and which environment stands at which place of the world as it was hashed. */
export interface Fingerprint {
  high: number;
  low: number;
  order: readonly number[];
}

/**
 * Tells worlds apart by what can still make a difference, so that there are finitely many: times count from
 * now and only as far as anything asks for them, epochs by their order alone, callers by the environment
 * that they are of; who did what, why, and when it was is left out. Environments whose clocks agree are
 * interchangeable.
 */
export class Fingerprints {
  readonly #scope: Scope;
  readonly #orders: readonly (readonly number[])[];
  /** As far as clocks may be apart from the table's. */
  readonly #slow: number;
  readonly #mostOpenings: number;
  readonly #codes = new Int32Array(512);
  readonly #epochs: number[] = [];
  #length = 0;
  #world!: World;
  #order!: readonly number[];

  constructor(scope: Scope) {
    this.#scope = scope;
    const { clocks, settings } = scope;
    this.#orders = ordersOf(clocks);
    this.#slow = Math.min(0, ...clocks);
    this.#mostOpenings = 1 + Math.ceil(Math.log2(settings.longestOpenMs / settings.openMs));
  }

  of(world: World): Fingerprint {
    this.#world = world;
    this.#rankEpochs();
    const found: Fingerprint = { high: 0, low: 0, order: [] };
    for (const order of this.#orders) {
      this.#write(order);
      const high = this.#hash(0x9747b28c);
      const isFirst = found.order.length === 0;
      if (!isFirst && high > found.high) continue;
      const low = this.#hash(0x3c6ef372);
      if (isFirst || high < found.high || low < found.low) {
        found.high = high;
        found.low = low;
        found.order = order;
      }
    }
    return found;
  }

  #rankEpochs(): void {
    const { stored, environments } = this.#world;
    const epochs = this.#epochs;
    epochs.length = 0;
    epochs.push(stored.epoch);
    for (const { view } of environments) {
      if (view !== unread) epochs.push(view.snapshot.epoch);
    }
    epochs.sort((one, other) => one - other);
    let kept = 0;
    for (const epoch of epochs) {
      if (kept === 0 || epochs[kept - 1] !== epoch) epochs[kept++] = epoch;
    }
    epochs.length = kept;
  }

  #write(order: readonly number[]): void {
    const { stored, environments, adrift, credential } = this.#world;
    this.#order = order;
    this.#length = 0;
    this.#snapshot(stored);
    for (const index of order) {
      const environment = environments[index];
      if (environment !== undefined) this.#environment(environment, index);
    }
    if (adrift === undefined) this.#put(0);
    else this.#flight(adrift);
    this.#put(Math.min(credential, 2));
  }

  #environment({ view, activity }: Environment, index: number): void {
    const now = this.#world.time + (this.#scope.clocks[index] ?? 0);
    if (view === unread) this.#put(0);
    else {
      this.#put(1);
      this.#snapshot(view.snapshot);
      this.#put(this.#boundBySight(view, now));
    }
    this.#activity(activity, view.snapshot.epoch);
  }

  /** When the epoch was first seen counts only where it lies before what the snapshot says. */
  #boundBySight({ snapshot: { state }, epochSeenAt }: View, now: number): number {
    const { settings, leaseMs } = this.#scope;
    const none = 1_000;
    switch (state.kind) {
      case 'closed':
        return none;
      case 'open':
        return epochSeenAt >= state.since ? none : Math.max(0, epochSeenAt + state.openForMs - now);
      case 'half-open':
        return epochSeenAt + leaseMs >= (state.lease?.endsAt ?? 0)
          ? none
          : Math.max(-settings.clockMarginMs, epochSeenAt + leaseMs - now);
    }
  }

  #activity(activity: Activity, seenEpoch: number): void {
    switch (activity.kind) {
      case 'idle':
        return this.#put(0);
      case 'asking':
        return this.#put(1);
      case 'writing':
        this.#put(2);
        return this.#flight(activity.flight);
      case 'calling': {
        const { call, isProbe, credentialVersion } = activity;
        this.#put(isProbe ? 3 : 4);
        // What it learns counts only while nothing newer was seen.
        this.#put(call.epoch === seenEpoch ? 1 : 0);
        this.#put(this.#ahead(call.deadline));
        this.#put(this.#version(credentialVersion));
      }
    }
  }

  #flight({ write, event, decidedIn }: Flight): void {
    const { transition, facts } = write;
    const { stored } = this.#world;
    const isOwn = stored.transitionId === facts.transitionId;
    // Its epoch is over, so it never changes anything; if it could, landing it would be found to be wrong.
    if (decidedIn !== stored.epoch) {
      this.#put(isOwn ? -1 : -2);
      return this.#put(event.kind === 'asked' ? 1 : 0);
    }
    this.#put(1 + transitions.indexOf(transition));
    this.#event(event);
    this.#facts(facts.state, facts.mode, facts.openings);
  }

  #event(event: BreakerEvent): void {
    this.#put(events.indexOf(event.kind));
    if (event.kind === 'probed') this.#put(results.indexOf(event.result));
    if ('credentialVersion' in event) this.#put(this.#version(event.credentialVersion));
  }

  /** Of one that is over, what only a write would carry on makes no difference any more. */
  #snapshot({ epoch, state, mode, openings, throttledUntil }: Snapshot): void {
    this.#epoch(epoch);
    const isOver = epoch !== this.#world.stored.epoch;
    if (!isOver) this.#facts(state, mode, openings);
    else {
      this.#mode(mode);
      if (mode.kind === 'auto') this.#state(state, true);
    }
    this.#put(this.#ahead(throttledUntil));
  }

  #facts(state: State, mode: Mode, openings: number): void {
    this.#put(Math.min(openings, this.#mostOpenings));
    this.#state(state, false);
    this.#mode(mode);
  }

  #mode(mode: Mode): void {
    this.#put(modes.indexOf(mode.kind));
    if (mode.kind === 'isolated') this.#put(this.#version(mode.credentialVersion));
    else if (mode.kind !== 'auto') this.#put(this.#ahead(mode.until));
  }

  #state(state: State, isOver: boolean): void {
    const { time } = this.#world;
    switch (state.kind) {
      case 'closed':
        this.#put(-1);
        if (isOver) return;
        return this.#put(Math.min(time - state.since, this.#scope.settings.peaceMs - this.#slow));
      case 'open':
        this.#put(-2);
        this.#put(this.#ahead(state.since + state.openForMs));
        return;
      case 'half-open':
        this.#put(-3);
        this.#put(isOver ? 0 : state.credits);
        this.#put(state.lease === undefined ? 0 : 1 + this.#owner(state.lease.owner));
        this.#put(this.#ahead(state.lease?.endsAt));
    }
  }

  /** A caller of a call that nobody makes any more is like every other one. */
  #owner(caller: string): number {
    const { environments } = this.#world;
    for (let place = 0; place < this.#order.length; place += 1) {
      const activity = environments[this.#order[place] ?? 0]?.activity;
      if (activity === undefined || activity.kind === 'idle') continue;
      const own = activity.kind === 'calling' ? activity.call.caller : activity.caller;
      if (own === caller) return place + 1;
    }
    return 0;
  }

  #version(version: string | undefined): number {
    if (version === undefined) return 0;
    return 1 + Math.min(2, this.#world.credential - Number(version));
  }

  /** A time, as far as a clock of this world may still be before it (or after its end, by the margin). */
  #ahead(at: number | undefined): number {
    if (at === undefined) return 1_000;
    if (at === Infinity) return 1_001;
    const longestAgo = this.#slow - this.#scope.settings.clockMarginMs;
    return Math.max(longestAgo, at - this.#world.time);
  }

  #epoch(epoch: number): void {
    this.#put(this.#epochs.indexOf(epoch));
  }

  #put(code: number): void {
    this.#codes[this.#length] = code;
    this.#length += 1;
  }

  /** Murmur3. */
  #hash(seed: number): number {
    let hash = seed;
    for (let index = 0; index < this.#length; index += 1) {
      let code = Math.imul(this.#codes[index] ?? 0, 0xcc9e2d51);
      code = Math.imul((code << 15) | (code >>> 17), 0x1b873593);
      hash ^= code;
      hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
    }
    hash ^= this.#length;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

/** All orders of the environments that nobody could tell apart by their clocks. */
function ordersOf(clocks: readonly number[]): number[][] {
  const extend = (order: number[]): number[][] =>
    order.length === clocks.length
      ? [order]
      : clocks.flatMap((clock, index) =>
          !order.includes(index) && clock === clocks[order.length] ? extend([...order, index]) : [],
        );
  return extend([]);
}
