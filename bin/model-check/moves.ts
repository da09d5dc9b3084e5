import type { AdmittedCall, CallEnd } from '../../lambdas/breaker/admitted-call.ts';
import type { Asked, BreakerEvent } from '../../lambdas/breaker/breaker-event.ts';
import type { Decision } from '../../lambdas/breaker/decide.ts';
import { untouched, type Snapshot } from '../../lambdas/breaker/snapshot.ts';
import { unread } from '../../lambdas/breaker/view.ts';
import { wrongDecision, wrongDrop, wrongLanding, wrongWorld, type Wrong } from './invariants.ts';
import { governorsQuestions, personsOrders } from './outsiders.ts';
import type { Protocol } from './protocol.ts';
import type { Scope } from './scope.ts';
import type { Activity, Environment, Flight, World } from './world.ts';

/** One step that somebody may take. */
export interface Move {
  readonly after: World;
  /** Index of the environment that takes it; undefined where it is time, a person, or the network. */
  readonly by: number | undefined;
  readonly kind: MoveKind;
  /** What a reader of a story wants to know beside that. */
  readonly detail: Decision | CallEnd | Snapshot | Flight | undefined;
  /** A healthy upstream and one environment alone could take it. */
  readonly isHelpful: boolean;
  readonly wrong: Wrong | undefined;
}

export type MoveKind =
  | 'tick'
  | 'read'
  | 'read-old'
  | 'ask'
  | 'land'
  | 'land-unheard'
  | 'crash'
  | 'crash-adrift'
  | 'end'
  | 'adrift-lands'
  | 'adrift-sinks'
  | 'order'
  | 'governor'
  | 'credential-changes'
  | 'vanish';

/** For how many ticks an upstream asks to be left alone. */
const throttles = [1, 2];
const randomInTheMiddle = 0.5;

/** All that can happen next. */
export function movesOf(world: World, scope: Scope, protocol: Protocol): Move[] {
  return new Moves(world, scope, protocol).all();
}

class Moves {
  readonly #world: World;
  readonly #scope: Scope;
  readonly #protocol: Protocol;
  readonly #moves: Move[] = [];

  constructor(world: World, scope: Scope, protocol: Protocol) {
    this.#world = world;
    this.#scope = scope;
    this.#protocol = protocol;
  }

  all(): Move[] {
    const { environments, time, stored, credential } = this.#world;
    this.#add('tick', { time: time + 1 }, { isHelpful: true });
    for (let index = 0; index < environments.length; index += 1) this.#environment(index);
    this.#adrift();
    if (this.#scope.operator !== undefined) this.#operator();
    if (this.#scope.hasGovernor === true) this.#governor();
    if (this.#scope.hasCredentials) {
      const isHelpful = stored.mode.kind === 'isolated';
      this.#add('credential-changes', { credential: credential + 1 }, { isHelpful });
    }
    if (stored !== untouched && this.#protocol.mayVanish(stored)) {
      const wrong = {
        invariant: 'I2',
        text: 'the item vanished: nobody closed the breaker',
      } as const;
      this.#add('vanish', { stored: untouched }, { wrong });
    }
    return this.#moves;
  }

  #environment(index: number): void {
    const environment = this.#at(index);
    const { activity, view } = environment;
    if (activity.kind === 'idle' || activity.kind === 'calling') this.#reads(index);
    switch (activity.kind) {
      case 'idle':
        if (view !== unread) this.#asks(index, `call-${String(this.#world.ids)}`);
        return;
      case 'asking':
        this.#asks(index, activity.caller);
        break;
      case 'writing':
        this.#lands(index, activity);
        break;
      case 'calling':
        this.#ends(index, activity);
        break;
    }
    const crashed: Environment = { view: unread, activity: { kind: 'idle' } };
    this.#add('crash', this.#with(index, crashed), { by: index });
    if (activity.kind === 'writing' && this.#world.adrift === undefined) {
      const change = { ...this.#with(index, crashed), adrift: activity.flight };
      this.#add('crash-adrift', change, { by: index });
    }
  }

  /** Reads are eventually consistent: they may give what anybody else still remembers. */
  #reads(index: number): void {
    const { stored, environments } = this.#world;
    this.#read(index, 'read', stored);
    for (const other of environments) {
      const { snapshot } = other.view;
      if (other.view !== unread && snapshot.epoch !== stored.epoch) {
        this.#read(index, 'read-old', snapshot);
      }
    }
  }

  #read(index: number, kind: 'read' | 'read-old', snapshot: Snapshot): void {
    const { view, activity } = this.#at(index);
    const seen = this.#protocol.afterRead(view, snapshot, this.#clock(index));
    const isNews =
      view === unread ||
      seen.snapshot.epoch !== view.snapshot.epoch ||
      seen.snapshot.throttledUntil !== view.snapshot.throttledUntil;
    if (!isNews) return;
    this.#add(kind, this.#with(index, { view: seen, activity }), {
      ...{ by: index, detail: snapshot, isHelpful: kind === 'read' },
    });
  }

  #asks(index: number, caller: string): void {
    const { credential } = this.#world;
    const versions =
      this.#scope.hasCredentials && credential > 1 ? [credential, credential - 1] : [credential];
    for (const version of versions) this.#ask(index, caller, String(version));
  }

  #ask(index: number, caller: string, credentialVersion: string): void {
    const { view, activity } = this.#at(index);
    const now = this.#clock(index);
    const asked: Asked = {
      ...{ kind: 'asked', id: this.#id(), caller, epochSeenAt: view.epochSeenAt },
      ...{ mayProbe: true, leaseMs: this.#scope.leaseMs, credentialVersion },
    };
    const decision = this.#decide(index, asked);
    const wrong =
      wrongDecision(view.snapshot, asked, now, decision, this.#scope) ??
      this.#whenItMayNotProbe(index, asked);
    const common = { by: index, detail: decision, wrong, isHelpful: true };
    switch (decision.kind) {
      case 'pass': {
        const { epoch, mode, state } = view.snapshot;
        const call: AdmittedCall = { caller, epoch, deadline: decision.deadline };
        const isProbe = mode.kind === 'auto' && state.kind !== 'closed';
        const calling: Activity = { kind: 'calling', call, isProbe, credentialVersion };
        this.#add('ask', this.#with(index, { view, activity: calling }), common);
        return;
      }
      case 'write':
        this.#add('ask', this.#writing(index, caller, asked, decision), common);
        return;
      case 'hold':
      case 'nothing':
        if (activity.kind !== 'idle' || wrong !== undefined) {
          this.#add('ask', this.#with(index, { view, activity: { kind: 'idle' } }), common);
        }
    }
  }

  #whenItMayNotProbe(index: number, asked: Asked): Wrong | undefined {
    const { view, activity } = this.#at(index);
    // Whoever asks again has said before what it may.
    if (activity.kind === 'asking') return undefined;
    const gamble: Asked = { ...asked, mayProbe: false };
    const decision = this.#decide(index, gamble);
    return wrongDecision(view.snapshot, gamble, this.#clock(index), decision, this.#scope);
  }

  #lands(index: number, { caller, flight }: Extract<Activity, { kind: 'writing' }>): void {
    const { stored } = this.#world;
    const result = this.#protocol.applyWrite(stored, flight.write);
    const wrong = wrongLanding(stored, flight, result, this.#scope, this.#protocol);
    const { view } = this.#at(index);
    const { state } = result.snapshot;
    const holdsLease = state.kind === 'half-open' && state.lease?.owner === caller;
    const activity: Activity =
      flight.event.kind === 'asked' && holdsLease ? { kind: 'asking', caller } : { kind: 'idle' };
    const seen = this.#protocol.afterWrite(view, result.snapshot, this.#clock(index));
    this.#add(
      'land',
      { ...this.#with(index, { view: seen, activity }), stored: result.snapshot },
      { by: index, detail: flight, isHelpful: true, wrong },
    );
    // Its answer is lost: the client will send it again.
    if (result.snapshot !== stored) {
      this.#add('land-unheard', { stored: result.snapshot }, { by: index, detail: flight, wrong });
    }
  }

  #ends(
    index: number,
    { call, isProbe, credentialVersion }: Extract<Activity, { kind: 'calling' }>,
  ): void {
    this.#end(index, call, { kind: 'alive' }, true);
    this.#end(index, call, { kind: 'failed', rule: 'hard-outage' }, false);
    if (isProbe) this.#end(index, call, { kind: 'neither' }, false);
    if (this.#scope.hasCredentials) {
      const reason = 'unauthorized';
      this.#end(index, call, { kind: 'credential-refused', credentialVersion, reason }, false);
    }
    if (this.#scope.hasThrottling) {
      for (const ticks of throttles) {
        this.#end(index, call, { kind: 'busy' }, false, this.#clock(index) + ticks);
      }
    }
  }

  #end(index: number, call: AdmittedCall, end: CallEnd, isHelpful: boolean, until?: number): void {
    const { stored: before } = this.#world;
    const known = this.#at(index).view;
    const stored = until === undefined ? before : this.#protocol.throttle(before, until);
    const view =
      until === undefined
        ? known
        : { ...known, snapshot: this.#protocol.throttle(known.snapshot, until) };
    const id = this.#id();
    const event = this.#protocol.eventOf(call, end, { id, random: randomInTheMiddle });
    const now = this.#clock(index);
    const decision: Decision =
      event === undefined
        ? { kind: 'nothing' }
        : this.#protocol.decide(view.snapshot, event, now, this.#scope.settings);
    const wrong =
      (event && wrongDecision(view.snapshot, event, now, decision, this.#scope)) ??
      wrongDrop(before, stored, call, end, now, decision, this.#scope);
    const common = { by: index, detail: end, isHelpful, wrong };
    const change =
      decision.kind === 'write' && event !== undefined
        ? this.#writing(index, call.caller, event, decision, view)
        : this.#with(index, { view, activity: { kind: 'idle' } });
    this.#add('end', { ...change, stored }, common);
  }

  #writing(
    index: number,
    caller: string,
    event: BreakerEvent,
    { write }: Extract<Decision, { kind: 'write' }>,
    view = this.#at(index).view,
  ): Partial<World> {
    const flight: Flight = { write, event, decidedIn: view.snapshot.epoch };
    return this.#with(index, { view, activity: { kind: 'writing', caller, flight } });
  }

  #adrift(): void {
    const { adrift, stored } = this.#world;
    if (adrift === undefined) return;
    this.#add('adrift-sinks', { adrift: undefined }, { detail: adrift });
    const result = this.#protocol.applyWrite(stored, adrift.write);
    const wrong = wrongLanding(stored, adrift, result, this.#scope, this.#protocol);
    if (result.snapshot === stored && wrong === undefined) return;
    const change = { adrift: undefined, stored: result.snapshot };
    this.#add('adrift-lands', change, { detail: adrift, wrong });
  }

  /** A person decides on what stands there; the write may take its time, too. */
  #operator(): void {
    const { stored, time, adrift } = this.#world;
    if (this.#scope.operator === 'late' && adrift !== undefined) return;
    for (const event of personsOrders(this.#id(), time)) {
      const decision = this.#protocol.decide(stored, event, time, this.#scope.settings);
      const wrong = wrongDecision(stored, event, time, decision, this.#scope);
      if (decision.kind !== 'write') continue;
      const flight: Flight = { write: decision.write, event, decidedIn: stored.epoch };
      if (this.#scope.operator === 'late') {
        this.#add('order', { adrift: flight }, { detail: flight, wrong });
        continue;
      }
      const result = this.#protocol.applyWrite(stored, flight.write);
      const landing = wrongLanding(stored, flight, result, this.#scope, this.#protocol);
      const change = { stored: result.snapshot };
      this.#add('order', change, { detail: flight, wrong: wrong ?? landing });
    }
  }

  /** What it decides lands later, when other things may have happened, or is lost with its run. */
  #governor(): void {
    const { stored, time, adrift } = this.#world;
    if (adrift !== undefined) return;
    for (const event of governorsQuestions(this.#id(), this.#world)) {
      const decision = this.#protocol.decide(stored, event, time, this.#scope.settings);
      const wrong = wrongDecision(stored, event, time, decision, this.#scope);
      if (decision.kind === 'write') {
        const flight: Flight = { write: decision.write, event, decidedIn: stored.epoch };
        this.#add('governor', { adrift: flight }, { detail: flight, wrong });
      } else if (wrong !== undefined) {
        this.#add('governor', {}, { detail: decision, wrong });
      }
    }
  }

  #decide(index: number, event: BreakerEvent): Decision {
    const { snapshot } = this.#at(index).view;
    return this.#protocol.decide(snapshot, event, this.#clock(index), this.#scope.settings);
  }

  #add(
    kind: MoveKind,
    change: Partial<World>,
    { by, detail, isHelpful = false, wrong }: Partial<Move>,
  ): void {
    const after = { ...this.#world, ...change, ids: this.#world.ids + 1 };
    const found = wrong ?? wrongWorld(after, this.#scope);
    this.#moves.push({ kind, after, by, detail, isHelpful, wrong: found });
  }

  #with(index: number, environment: Environment): Partial<World> {
    return { environments: this.#world.environments.with(index, environment) };
  }

  #at(index: number): Environment {
    const environment = this.#world.environments[index];
    if (environment === undefined)
      throw new RangeError(`There is no environment ${String(index)}.`);
    return environment;
  }

  #clock(index: number): number {
    return this.#world.time + (this.#scope.clocks[index] ?? 0);
  }

  #id(): string {
    return `id-${String(this.#world.ids)}`;
  }
}
