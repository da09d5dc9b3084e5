import { createHash } from 'node:crypto';
import type { Clock, Random } from '../runtime/clock.ts';
import type { TripRule } from './breaker-event.ts';
import { defaultBreakerSettings } from './breaker-settings.ts';
import {
  countsWithin,
  noFleet,
  sizeOf,
  unknownFleet,
  type FleetSize,
  type FleetView,
} from './fleet-view.ts';
import { blamesCredential, forbiddenRule } from './forbidden-rule.ts';
import { HealthWindow } from './health-window.ts';
import type { Health } from './health.ts';
import { Reporting } from './reporting.ts';
import type { SlotStore } from './slot-store.ts';
import { slotIndex, slotMs, type Report } from './slot.ts';
import { failureRateRule, hardOutageRule, tripRule } from './trip-rules.ts';

export interface SharedHealthDependencies {
  readonly slots: SlotStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Tells this environment from the others; short, because slots name it. */
  readonly environment: string;
  /** Told of each failure of the store. */
  readonly onFailure: (error: unknown) => void;
  /** @default tripRule */
  readonly judge?: typeof tripRule;
}

const keptSlots = failureRateRule.windowMs / slotMs;
/** What is read at once: a slot more than the slow rule needs. At low traffic these are hours. */
const readSlots = keptSlots + 1;
/** How far back somebody is looked for who was answered: newest slots, of whatever age. */
const rememberedSlots = 100;
/** In calm an environment looks at the fleet so often, to know how much it should tell. */
const calmLookMs = 30_000;
/** What the others saw counts for a verdict only while it is this fresh. */
const freshMs = 4_000;
/** How long a store that failed is left alone, before jitter: each try may cost its whole timeout. */
const leftAloneMs = 5_000;

/**
 * Health as the fleet sees it: each environment counts its own calls exactly, tells the others a little
 * of them through the store, and judges by both. While the store does not answer, by its own alone.
 */
export class SharedHealth implements Health {
  readonly #circuit: string;
  readonly #deps: SharedHealthDependencies;
  readonly #reporting: Reporting;
  #own = new HealthWindow(0, keptSlots, -Infinity);
  #fleet: FleetView = noFleet;
  #size: FleetSize = unknownFleet;
  #looking: Promise<void> | undefined;
  #leftAloneUntil = -Infinity;
  #aliveAt = -Infinity;
  readonly #forbidden = new Set<string>();

  constructor(circuit: string, dependencies: SharedHealthDependencies) {
    this.#circuit = circuit;
    this.#deps = dependencies;
    this.#reporting = new Reporting(dependencies.random);
  }

  async record(result: 'alive' | 'failed', epoch: number): Promise<TripRule | undefined> {
    const now = this.#deps.clock.now();
    if (result === 'alive') {
      this.#aliveAt = now;
      this.#forbidden.clear();
    }
    if (!this.#enter(epoch, now)) return undefined;
    this.#own.count(result, now);
    if (result === 'alive' && now - this.#fleet.at >= calmLookMs) await this.#look();
    const size = this.#sizeAt(now);
    const tally = this.#reporting.note(result, now, size);
    if (tally !== undefined && (await this.#tell(tally, epoch))) {
      if (tally.failed > 0 || size.unanswered) await this.#look();
    }
    return result === 'failed' && epoch === this.#own.epoch ? this.#judge() : undefined;
  }

  async forbidden(eventId: string, epoch: number): Promise<boolean> {
    const now = this.#deps.clock.now();
    if (!this.#enter(epoch, now)) return false;
    this.#reporting.alert(now);
    const event = createHash('sha256').update(eventId).digest('hex').slice(0, 8);
    const isNew = !this.#forbidden.has(event);
    this.#forbidden.add(event);
    // More than the rule asks for are of no use to anybody.
    if (isNew && this.#forbidden.size <= forbiddenRule.events) {
      await this.#tell({ failed: 0, alive: 0, forbidden: event }, epoch);
    }
    await this.#look();
    const own = { events: this.#forbidden, aliveAt: this.#aliveAt };
    return blamesCredential(own, this.#deps.clock.now(), this.#own, this.#known());
  }

  /** Remembers what was told of the last hundred slots in which anything was told: hours, at low traffic. */
  async answeredSince(since: number): Promise<boolean> {
    if (this.#aliveAt >= since) return true;
    // A success that came before the failure must not count because of another's clock, or of its slot's length.
    const after = since + defaultBreakerSettings.clockMarginMs;
    const slots = await this.#try((store) => store.newest(this.#circuit, rememberedSlots));
    return slots?.some(({ alive, index }) => alive > 0 && index * slotMs >= after) ?? false;
  }

  /** @returns false for a call of an epoch that is over: it says nothing about this one */
  #enter(epoch: number, now: number): boolean {
    const { epoch: current } = this.#own;
    // Epochs go back where this environment had a breaker of its own for a while: the shared one wins.
    if (epoch > current || (epoch < current && this.#own.isOver(now))) {
      this.#own = new HealthWindow(epoch, keptSlots, now);
      this.#forbidden.clear();
    }
    return epoch === this.#own.epoch;
  }

  #judge(): TripRule | undefined {
    const now = this.#deps.clock.now();
    const fleet = this.#known();
    // Judging by itself is for an environment that cannot ask, not for one that did not.
    if (fleet !== noFleet && now - fleet.at > freshMs) return undefined;
    const { judge = tripRule, environment } = this.#deps;
    const within = (windowMs: number) => countsWithin(windowMs, now, environment, this.#own, fleet);
    return judge(within(failureRateRule.windowMs), within(hardOutageRule.windowMs));
  }

  /** A fleet of a while ago may have gone to sleep: whoever wakes tells all, and sees who is there. */
  #sizeAt(now: number): FleetSize {
    return now - this.#fleet.at <= failureRateRule.windowMs ? this.#size : unknownFleet;
  }

  /** What is known of others; nothing while they cannot be asked. */
  #known(): FleetView {
    return this.#isLeftAlone() ? noFleet : this.#fleet;
  }

  async #tell(counts: Omit<Report, 'environment'>, epoch: number): Promise<boolean> {
    const { clock, environment } = this.#deps;
    const index = slotIndex(clock.now());
    const window = this.#own;
    const told = await this.#try(async (store) => {
      await store.add(this.#circuit, epoch, index, { ...counts, environment });
      return true;
    });
    if (told) window.told(counts, index);
    return told ?? false;
  }

  /** Calls that look at the same time share one read. */
  #look(): Promise<void> {
    this.#looking ??= this.#try((store) => store.newest(this.#circuit, readSlots))
      .then((slots) => {
        if (slots === undefined) return;
        this.#fleet = { at: this.#deps.clock.now(), slots };
        this.#size = sizeOf(this.#fleet);
      })
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #try<Result>(act: (store: SlotStore) => Promise<Result>): Promise<Result | undefined> {
    if (this.#isLeftAlone()) return undefined;
    try {
      return await act(this.#deps.slots);
    } catch (error) {
      const { clock, random, onFailure } = this.#deps;
      this.#leftAloneUntil = clock.now() + leftAloneMs * (1 + random() / 2);
      onFailure(error);
      return undefined;
    }
  }

  #isLeftAlone(): boolean {
    return this.#deps.clock.now() < this.#leftAloneUntil;
  }
}
