import type { BreakerStore } from '../breaker/breaker-store.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { FleetUpstream } from './fleet.ts';
import { nameOf } from './look-around.ts';
import { drainMs, planRelease, type ReleaseProgress } from './plan-release.ts';
import { resumingUpstreams, type RunPlan } from './plan-run.ts';
import type { HoldQueues, Probes } from './ports.ts';
import { releaseHeld } from './release-held.ts';
import { holdsEvents } from './upstream-view.ts';

export interface Watching {
  readonly breakers: BreakerStore;
  readonly holdQueues: HoldQueues;
  readonly probes: Probes;
  readonly clock: Clock;
  readonly log: Log;
}

/** Between two looks at an upstream for which events wait, and at any other meanwhile. */
const lookEveryMs = 1_000;
const glanceEveryMs = 5_000;
/** How long a look waits for a declared probe; one that takes longer goes on by itself. */
const patienceMs = 30_000;
/** After the line has ended, environments may hold events for so long by what they knew before. */
const lingerMs = 15_000;

/**
 * Looks after the hold queues until `until` (ms since the epoch), or until no event waits for any upstream.
 * The governor's minute is too long for that: events are to come back within seconds.
 *
 * @param held messages in each hold queue, as far as they were counted
 */
export async function watchUpstreams(
  plan: RunPlan,
  held: ReadonlyMap<string, number>,
  until: number,
  watching: Watching,
): Promise<void> {
  const { clock } = watching;
  const resuming = resumingUpstreams(plan);
  const watches = plan.upstreams.map(
    ({ upstream }) =>
      new UpstreamWatch(
        upstream,
        {
          keepsLine: resuming.has(upstream.name),
          askedBy: plan.integrations
            .filter(({ integration, pause }) => pause === undefined && calls(integration, upstream))
            .map(({ integration }) => integration.name),
        },
        watching,
      ),
  );
  const active = new Set(
    plan.upstreams
      .filter((view) => holdsEvents(view, clock.now()) || (held.get(view.upstream.name) ?? 0) > 0)
      .map(({ upstream }) => upstream.name),
  );
  await Promise.all(
    watches.map(async (watch) => {
      while (active.size > 0 && clock.now() < until) {
        const isWaitedFor = await watch.look(active.has(watch.name));
        if (isWaitedFor) active.add(watch.name);
        else active.delete(watch.name);
        const pauseMs = isWaitedFor ? lookEveryMs : glanceEveryMs;
        await clock.sleep(Math.max(0, Math.min(pauseMs, until - clock.now())));
      }
    }),
  );
}

function calls({ upstreams }: { readonly upstreams: readonly string[] }, { name }: FleetUpstream) {
  return upstreams.includes(name);
}

interface Callers {
  /** What piled up in its integrations' own queues is still on its way through the hold queue. */
  readonly keepsLine: boolean;
  /** Integrations whose processors may be asked to send a declared probe. */
  readonly askedBy: readonly string[];
}

/** One upstream from look to look. */
class UpstreamWatch {
  readonly #upstream: FleetUpstream;
  readonly #callers: Callers;
  readonly #watching: Watching;
  #progress: ReleaseProgress | undefined;
  #lineEndedAt: number | undefined;

  constructor(upstream: FleetUpstream, callers: Callers, watching: Watching) {
    this.#upstream = upstream;
    this.#callers = callers;
    this.#watching = watching;
  }

  get name(): string {
    return this.#upstream.name;
  }

  /**
   * One look. What fails is tried again at the next one.
   *
   * @param isActive events waited for it at the last look, or may have
   * @returns whether events wait for it now, or may
   */
  async look(isActive: boolean): Promise<boolean> {
    const { breakers, clock, log } = this.#watching;
    try {
      const snapshot = await breakers.read(this.name);
      const now = clock.now();
      if (!isActive && !holdsEvents({ snapshot }, now)) return false;
      if ((snapshot.drainingUntil ?? 0) < now + drainMs / 2 && this.#lineEndedAt === undefined) {
        await breakers.setDraining(this.name, now + drainMs);
      }
      const release = planRelease(snapshot, this.#upstream, this.#progress, now);
      const progress = { epoch: snapshot.epoch, at: now };
      switch (release.kind) {
        case 'hold':
          this.#progress = undefined;
          this.#lineEndedAt = undefined;
          return true;
        case 'ask':
          await this.#ask();
          return true;
        case 'try': {
          this.#lineEndedAt = undefined;
          await this.#release(release.events);
          this.#progress = { ...progress, released: release.events, credit: 0 };
          return true;
        }
        case 'drain': {
          const isEmpty = await this.#release(release.events);
          this.#progress = { ...progress, released: release.events, credit: release.credit };
          return this.#isWaitedForAfter(isEmpty, now);
        }
      }
    } catch (error) {
      log.warn('An upstream could not be looked after', {
        ...{ upstream: this.name, error: nameOf(error) },
      });
      return isActive;
    }
  }

  /** @returns whether nothing is left in the hold queue */
  async #release(most: number): Promise<boolean> {
    if (most === 0) return false;
    const { holdQueues, log } = this.#watching;
    const { events, isEmpty } = await releaseHeld(holdQueues, this.name, most);
    if (events > 0) log.info('Released held events', { upstream: this.name, events });
    return isEmpty;
  }

  /** The line ends when nothing is left in it; what was held by an old view still comes. */
  async #isWaitedForAfter(isEmpty: boolean, now: number): Promise<boolean> {
    if (!isEmpty || this.#callers.keepsLine) return true;
    if (this.#lineEndedAt === undefined) {
      await this.#watching.breakers.setDraining(this.name, undefined);
      this.#lineEndedAt = now;
    }
    return now - this.#lineEndedAt < lingerMs;
  }

  async #ask(): Promise<void> {
    const { probes, log } = this.#watching;
    const startedAt = this.#watching.clock.now();
    for (const integration of this.#callers.askedBy) {
      const leftMs = startedAt + patienceMs - this.#watching.clock.now();
      if (leftMs <= 0) return;
      try {
        const { kind } = await probes.probe(integration, this.name, leftMs);
        log.info('Probed an upstream', { upstream: this.name, integration, result: kind });
        if (kind === 'asked' || kind === 'unanswered') return;
      } catch (error) {
        log.warn('A processor could not be asked to probe', {
          ...{ upstream: this.name, integration, error: nameOf(error) },
        });
      }
    }
  }
}
