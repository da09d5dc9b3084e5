import type { Clock, Random } from '../runtime/clock.ts';
import type { Admission, Hold, Verdict } from '../upstream/gate.ts';
import type { BreakerEvent } from './breaker-event.ts';
import type { BreakerSettings } from './breaker-settings.ts';
import type { BreakerStore } from './breaker-store.ts';
import { freshForMs, minimumRefreshMs } from './cache-life.ts';
import type { ConditionalWrite } from './conditional-write.ts';
import { decide, type Decision } from './decide.ts';
import type { Health } from './health.ts';
import { Pacer } from './pacer.ts';
import { stateName, untouched, type HistoryEntry, type Snapshot } from './snapshot.ts';

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
  readonly #pacer = new Pacer();
  #seen: Snapshot = untouched;
  /** When this environment first saw the epoch. */
  #epochSeenAt = 0;
  #readAt = -Infinity;
  #freshUntil = -Infinity;
  #reading: Promise<Snapshot> | undefined;

  constructor(name: string, settings: BreakerSettings, dependencies: CircuitDependencies) {
    this.#name = name;
    this.#settings = settings;
    this.#deps = dependencies;
  }

  async admit(call: CircuitCall): Promise<Admission> {
    const { clock, newId } = this.#deps;
    const caller = newId();
    let seen = clock.now() < this.#freshUntil ? this.#seen : await this.#refresh();
    for (let round = 1; round <= mostRounds; round += 1) {
      const decision = this.#decide(seen, {
        kind: 'asked',
        id: newId(),
        caller,
        epochSeenAt: this.#epochSeenAt,
        mayProbe: call.mayProbe,
        leaseMs: Math.max(shortestLeaseMs, call.attemptMs + leaseExtraMs),
        credentialVersion: call.credentialVersion,
      });
      switch (decision.kind) {
        case 'write':
          seen = await this.#write(decision.write);
          continue;
        case 'pass':
          return this.#passed(call, caller, seen, decision.deadline);
        case 'hold':
          return this.#held(decision);
        case 'nothing':
          throw new TypeError('The breaker has no answer for a call.');
      }
    }
    return this.#held({ kind: 'hold', until: clock.now(), cause: 'breaker-open' });
  }

  /**
   * An event has used up its attempts on failures of this upstream. If nobody was answered well since
   * its first one, the upstream is down rather than the event bad.
   *
   * @param since when the event first failed; ms since the epoch
   * @returns the hold where the event shall wait after all
   */
  async exhausted(since: number): Promise<Hold | undefined> {
    const { health, newId, random } = this.#deps;
    const seen = await this.#refresh();
    if (stateName(seen) !== 'closed') return this.#holdOf(seen);
    if (await health.answeredSince(since)) return undefined;
    return this.#happened({
      kind: 'tripped',
      id: newId(),
      epoch: seen.epoch,
      rule: 'exhausted',
      random: random(),
    });
  }

  async #passed(
    call: CircuitCall,
    caller: string,
    { epoch, pace }: Snapshot,
    deadline: number | undefined,
  ): Promise<Admission> {
    const { clock } = this.#deps;
    if (deadline === undefined) {
      const turn = this.#pacer.take(pace, clock.now());
      if (turn.kind === 'later') {
        return { kind: 'held-back', until: turn.at, cause: 'asked-to-wait' };
      }
      if (turn.ms > 0) await clock.sleep(turn.ms);
    }
    return {
      kind: 'admitted',
      ...(deadline !== undefined && { deadline }),
      report: (verdict) =>
        deadline === undefined
          ? this.#report(verdict, call, epoch)
          : this.#reportProbe(verdict, call, epoch, caller),
    };
  }

  /** What an ordinary call says. */
  async #report(verdict: Verdict, call: CircuitCall, epoch: number): Promise<Hold | undefined> {
    const { clock, health, newId, random } = this.#deps;
    switch (verdict.kind) {
      case 'none':
        return undefined;
      case 'alive':
        await health.record('alive', epoch);
        return undefined;
      case 'failed': {
        const rule = await health.record('failed', epoch);
        if (rule !== undefined) {
          const event = { kind: 'tripped', id: newId(), epoch, rule, random: random() } as const;
          return this.#happened(event);
        }
        // Others may have seen more than this environment: the next call should not find out by failing.
        const isOld = clock.now() - this.#readAt >= minimumRefreshMs;
        return this.#holdOf(isOld ? await this.#refresh() : this.#seen);
      }
      case 'busy':
        await this.#throttle(verdict.until);
        return undefined;
      case 'credential-refused':
        return this.#refused(verdict.credentialVersion, epoch, 'unauthorized');
      case 'forbidden':
        return (await health.forbidden(call.eventId, epoch))
          ? this.#refused(verdict.credentialVersion, epoch, 'forbidden')
          : undefined;
    }
  }

  /** What the call of a lease holder says. */
  async #reportProbe(
    verdict: Verdict,
    call: CircuitCall,
    epoch: number,
    caller: string,
  ): Promise<Hold | undefined> {
    const { health, newId, random } = this.#deps;
    const probed = (result: Extract<BreakerEvent, { kind: 'probed' }>['result']) =>
      this.#happened({ kind: 'probed', id: newId(), epoch, caller, result, random: random() });
    switch (verdict.kind) {
      case 'alive':
        await health.record('alive', epoch);
        await probed('alive');
        return undefined;
      case 'failed':
        return probed('failed');
      case 'none':
        await probed('neither');
        return undefined;
      case 'busy':
        await this.#throttle(verdict.until);
        await probed('busy');
        return undefined;
      case 'credential-refused':
        return this.#refused(verdict.credentialVersion, epoch, 'unauthorized');
      case 'forbidden': {
        const isCredential = await health.forbidden(call.eventId, epoch);
        if (isCredential) return this.#refused(verdict.credentialVersion, epoch, 'forbidden');
        await probed('neither');
        return undefined;
      }
    }
  }

  #refused(credentialVersion: string, epoch: number, reason: string): Promise<Hold | undefined> {
    const id = this.#deps.newId();
    return this.#happened({ kind: 'credential-refused', id, epoch, credentialVersion, reason });
  }

  async #throttle(until: number | undefined): Promise<void> {
    if (until === undefined || until - this.#deps.clock.now() < worthSharingMs) return;
    await this.#deps.store.throttle(this.#name, until);
    if (until > (this.#seen.throttledUntil ?? 0)) {
      this.#seen = { ...this.#seen, throttledUntil: until };
    }
  }

  /** Carries out what an event comes to, and says whether events that need this upstream wait by now. */
  async #happened(event: BreakerEvent): Promise<Hold | undefined> {
    const decision = this.#decide(this.#seen, event);
    return this.#holdOf(decision.kind === 'write' ? await this.#write(decision.write) : this.#seen);
  }

  #decide(seen: Snapshot, event: BreakerEvent): Decision {
    return decide(seen, event, this.#deps.clock.now(), this.#settings);
  }

  async #write(write: ConditionalWrite): Promise<Snapshot> {
    const { kind, snapshot } = await this.#deps.store.write(this.#name, write);
    this.#see(snapshot);
    const change = snapshot.history.at(-1);
    if (kind === 'won' && change?.epoch === write.facts.epoch) {
      await this.#deps.announce(this.#name, change, snapshot.history.at(-2)?.epoch ?? 0);
    }
    return snapshot;
  }

  /** Calls that ask at the same time share one read. */
  #refresh(): Promise<Snapshot> {
    this.#reading ??= this.#deps.store
      .read(this.#name)
      .then((snapshot) => this.#see(snapshot))
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  #see(snapshot: Snapshot): Snapshot {
    const now = this.#deps.clock.now();
    if (snapshot.epoch !== this.#seen.epoch || this.#readAt === -Infinity) this.#epochSeenAt = now;
    this.#seen = snapshot;
    this.#readAt = now;
    this.#freshUntil = now + freshForMs(snapshot, this.#deps.random);
    return snapshot;
  }

  /** Undefined where a call could pass: an event that failed then is retried in its own time. */
  #holdOf(seen: Snapshot): Hold | undefined {
    if (stateName(seen) === 'closed' || seen.mode.kind === 'forced-closed') return undefined;
    const decision = this.#decide(seen, {
      kind: 'asked',
      id: '',
      caller: '',
      epochSeenAt: this.#epochSeenAt,
      mayProbe: false,
      leaseMs: shortestLeaseMs,
      credentialVersion: undefined,
    });
    return decision.kind === 'hold' ? this.#spread(decision) : undefined;
  }

  #held(decision: Extract<Decision, { kind: 'hold' }>): Admission {
    return { ...this.#spread(decision), kind: 'held-back' };
  }

  /** Events that waited for the same moment must not come back in it together. */
  #spread({ until, cause }: Extract<Decision, { kind: 'hold' }>): Hold {
    const { openMs, longestOpenMs } = this.#settings;
    const spread = until + (openMs / 3) * this.#deps.random();
    return cause === 'asked-to-wait'
      ? { cause, until: spread }
      : { cause, until: spread, longestOpenMs };
  }
}
