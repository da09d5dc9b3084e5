import type { Clock, Random } from '../runtime/clock.ts';
import type { Admission, Hold, Verdict } from '../upstream/gate.ts';
import { eventOf, type AdmittedCall, type CallEnd } from './admitted-call.ts';
import type { BreakerEvent } from './breaker-event.ts';
import type { BreakerSettings } from './breaker-settings.ts';
import type { BreakerStore } from './breaker-store.ts';
import { freshForMs, minimumRefreshMs } from './cache-life.ts';
import { wonChange, type ConditionalWrite } from './conditional-write.ts';
import { decide, type Decision } from './decide.ts';
import type { Health } from './health.ts';
import { stateName, type HistoryEntry, type Snapshot } from './snapshot.ts';
import { throttle } from './throttle.ts';
import { afterRead, afterWrite, unread, type View } from './view.ts';

export interface CircuitDependencies {
  readonly store: BreakerStore;
  readonly health: Health;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  /**
   * Told of each change of what people see that this environment has won, and of the epoch of the change
   * before (0 where there was none). Never throws.
   */
  readonly announce: (circuit: string, change: HistoryEntry, after: number) => Promise<void>;
}

/** A call that wants to pass. */
export interface CircuitCall {
  readonly eventId: string;
  readonly mayProbe: boolean;
  /** Longest time that the call itself may take. */
  readonly attemptMs: number;
  readonly credentialVersion: string | undefined;
  /** Its event has waited in line for this upstream, and its turn has come. */
  readonly released: boolean;
}

/** Beside the call itself, what a lease has to last for: writing down what came of it. */
const leaseExtraMs = 5_000;
const shortestLeaseMs = 15_000;
/** Writes that one call may lose before it waits: each loss means that somebody else was quicker. */
const mostRounds = 6;
/** A shorter wait than this ends before another environment has heard of it. */
const worthSharingMs = 1_000;

/**
 * One circuit as one environment sees it: remembers the last snapshot, asks the core what to do, and
 * carries it out. All that it decides itself is when to look again.
 */
export class Circuit {
  readonly #name: string;
  readonly #settings: BreakerSettings;
  readonly #deps: CircuitDependencies;
  #view: View = unread;
  #readAt = -Infinity;
  #freshUntil = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(name: string, settings: BreakerSettings, dependencies: CircuitDependencies) {
    this.#name = name;
    this.#settings = settings;
    this.#deps = dependencies;
  }

  async admit(call: CircuitCall): Promise<Admission> {
    const { clock, newId } = this.#deps;
    const caller = newId();
    let view = await this.#freshView();
    let looked = false;
    for (let round = 1; round <= mostRounds; round += 1) {
      const decision = this.#decide(view.snapshot, {
        kind: 'asked',
        id: newId(),
        caller,
        epochSeenAt: view.epochSeenAt,
        mayProbe: call.mayProbe,
        leaseMs: Math.max(shortestLeaseMs, call.attemptMs + leaseExtraMs),
        credentialVersion: call.credentialVersion,
      });
      switch (decision.kind) {
        case 'write':
          view = await this.#write(decision.write);
          continue;
        case 'pass':
          return this.#mustQueue(call, view.snapshot, decision.deadline)
            ? this.#held(this.#inLine())
            : this.#passed(call, caller, view.snapshot, decision.deadline);
        case 'hold':
          if (!this.#mayBeOver(call, looked)) return this.#held(decision);
          looked = true;
          await this.#refresh();
          view = this.#view;
          continue;
        case 'nothing':
          throw new TypeError('The breaker has no answer for a call.');
      }
    }
    return this.#held({ until: clock.now(), cause: 'breaker-open' });
  }

  /**
   * Whether an event that needs this upstream had better not be run now; a probe is welcome.
   *
   * @param released it has waited in line for this upstream, and its turn has come
   */
  async holds(released: boolean): Promise<Hold | undefined> {
    const hold = this.#holdNow(await this.#freshView(), released);
    if (hold === undefined || !this.#mayBeOver({ released }, false)) return hold;
    await this.#refresh();
    return this.#holdNow(this.#view, released);
  }

  #holdNow({ snapshot, epochSeenAt }: View, released: boolean): Hold | undefined {
    const decision = this.#decide(snapshot, {
      ...{ kind: 'asked', id: '', caller: '', mayProbe: true, leaseMs: shortestLeaseMs },
      ...{ epochSeenAt, credentialVersion: undefined },
    });
    if (decision.kind === 'hold') return this.#spread(decision);
    if (decision.kind !== 'pass') return undefined;
    return this.#mustQueue({ released }, snapshot, undefined) ? this.#inLine() : undefined;
  }

  /**
   * An event has used up its attempts on failures of this upstream, or a step of it has ended in doubt. If
   * nobody was answered well since, the upstream is down rather than the event bad.
   *
   * @param since when the event first failed, or how far back an answer counts; ms since the epoch
   * @returns the hold where the event shall wait after all
   */
  async exhausted(since: number): Promise<Hold | undefined> {
    const { health, newId, random } = this.#deps;
    await this.#refresh();
    const { snapshot: seen } = this.#view;
    if (stateName(seen) !== 'closed') return this.#hold();
    if (await health.answeredSince(since)) return undefined;
    return this.#happened({
      kind: 'tripped',
      id: newId(),
      epoch: seen.epoch,
      rule: 'exhausted',
      random: random(),
    });
  }

  #passed(
    call: CircuitCall,
    caller: string,
    { epoch }: Snapshot,
    deadline: number | undefined,
  ): Admission {
    const admitted: AdmittedCall = { caller, epoch, deadline };
    return {
      kind: 'admitted',
      ...(deadline !== undefined && { deadline }),
      report: (verdict) => this.#report(verdict, call, admitted),
    };
  }

  async #report(
    verdict: Verdict,
    call: CircuitCall,
    admitted: AdmittedCall,
  ): Promise<Hold | undefined> {
    const { clock, newId, random } = this.#deps;
    const end = await this.#endOf(verdict, call, admitted);
    const event = eventOf(admitted, end, { id: newId(), random: random() });
    const hasFailed = end.kind === 'failed' || end.kind === 'credential-refused';
    if (event !== undefined) {
      const hold = await this.#happened(event);
      return hasFailed ? hold : undefined;
    }
    if (!hasFailed) return undefined;
    // Others may have seen more than this environment: the next call should not find out by failing.
    if (clock.now() - this.#readAt >= minimumRefreshMs) await this.#refresh();
    return this.#hold();
  }

  /** Counts what a call says about its upstream, and tells the fleet until when it wants to be left alone. */
  async #endOf(
    verdict: Verdict,
    { eventId }: CircuitCall,
    { epoch, deadline }: AdmittedCall,
  ): Promise<CallEnd> {
    const { health } = this.#deps;
    switch (verdict.kind) {
      case 'none':
        return { kind: 'neither' };
      case 'alive':
        await health.record('alive', epoch);
        return { kind: 'alive' };
      case 'failed':
        // A probe that fails needs no rule: it opens the breaker by itself.
        return deadline === undefined
          ? { kind: 'failed', rule: await health.record('failed', epoch) }
          : { kind: 'failed' };
      case 'busy':
        await this.#throttle(verdict.until);
        return { kind: 'busy' };
      case 'credential-refused':
        return { ...verdict, reason: 'unauthorized' };
      case 'forbidden': {
        const { credentialVersion } = verdict;
        return (await health.forbidden(eventId, epoch))
          ? { kind: 'credential-refused', credentialVersion, reason: 'forbidden' }
          : { kind: 'neither' };
      }
    }
  }

  async #throttle(until: number | undefined): Promise<void> {
    if (until === undefined || until - this.#deps.clock.now() < worthSharingMs) return;
    await this.#deps.store.throttle(this.#name, until);
    this.#view = { ...this.#view, snapshot: throttle(this.#view.snapshot, until) };
  }

  /** Carries out what an event comes to, and says whether events that need this upstream wait by now. */
  async #happened(event: BreakerEvent): Promise<Hold | undefined> {
    const decision = this.#decide(this.#view.snapshot, event);
    if (decision.kind === 'write') await this.#write(decision.write);
    return this.#hold();
  }

  #decide(seen: Snapshot, event: BreakerEvent): Decision {
    return decide(seen, event, this.#deps.clock.now(), this.#settings);
  }

  async #write(write: ConditionalWrite): Promise<View> {
    const result = await this.#deps.store.write(this.#name, write);
    const view = this.#see(afterWrite(this.#view, result.snapshot, this.#deps.clock.now()));
    const won = wonChange(write, result);
    // A breaker of this environment alone has epochs that mean something else to everybody.
    if (won !== undefined && result.snapshot.isOwn !== true) {
      await this.#deps.announce(this.#name, won.change, won.after);
    }
    return view;
  }

  /** Whoever released the event has seen that it may go on: what is known here may be older than that. */
  #mayBeOver({ released }: Pick<CircuitCall, 'released'>, looked: boolean): boolean {
    return released && !looked && this.#deps.clock.now() > this.#readAt;
  }

  /** While events that have waited are released, others wait behind them. A probe does not. */
  #mustQueue(
    { released }: Pick<CircuitCall, 'released'>,
    { drainingUntil = 0 }: Snapshot,
    deadline: number | undefined,
  ): boolean {
    return deadline === undefined && !released && drainingUntil > this.#deps.clock.now();
  }

  #inLine(): Hold {
    return { cause: 'in-line', until: this.#deps.clock.now() + this.#settings.openMs };
  }

  async #freshView(): Promise<View> {
    if (this.#deps.clock.now() >= this.#freshUntil) await this.#refresh();
    return this.#view;
  }

  /** Calls that ask at the same time share one read. */
  #refresh(): Promise<void> {
    this.#reading ??= this.#deps.store
      .read(this.#name)
      .then((snapshot) => {
        this.#see(afterRead(this.#view, snapshot, this.#deps.clock.now()));
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  #see(view: View): View {
    const now = this.#deps.clock.now();
    this.#view = view;
    this.#readAt = now;
    this.#freshUntil = now + freshForMs(view.snapshot);
    return view;
  }

  /** Undefined where a call could pass: an event that failed then is retried in its own time. */
  #hold(): Hold | undefined {
    const { snapshot, epochSeenAt } = this.#view;
    if (stateName(snapshot) === 'closed' || snapshot.mode.kind === 'forced-closed') {
      return undefined;
    }
    const decision = this.#decide(snapshot, {
      kind: 'asked',
      id: '',
      caller: '',
      epochSeenAt,
      mayProbe: false,
      leaseMs: shortestLeaseMs,
      credentialVersion: undefined,
    });
    return decision.kind === 'hold' ? this.#spread(decision) : undefined;
  }

  #held(hold: Hold): Admission {
    return { ...this.#spread(hold), kind: 'held-back' };
  }

  /** Events that waited for the same moment must not come back in it together. */
  #spread({ until, cause }: Hold): Hold {
    const { openMs } = this.#settings;
    return { cause, until: until + (openMs / 3) * this.#deps.random() };
  }
}
