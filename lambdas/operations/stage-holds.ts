import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { breakerActor } from '../breaker/breaker-actor.ts';
import type { BreakerStore } from '../breaker/breaker-store.ts';
import {
  stateName,
  untouched,
  type BreakerStateName,
  type HistoryEntry,
  type Snapshot,
} from '../breaker/snapshot.ts';
import { pauseIn, type Pause, type PauseRecord } from '../governor/pause.ts';
import { breakerRow, breakerStatus, type BreakerReading, type BreakerRow } from './breaker-row.ts';
import type { PauseBook } from './order-pause.ts';

/** Who has stopped an integration, and why. */
export interface Held {
  readonly by: 'person' | 'breaker';
  readonly why: string;
  /** When it ends by itself; ms since the epoch. Undefined where it does not, or nobody knows. */
  readonly until?: number | undefined;
}

/** The governor comes each minute: for so long it may not have heard of a close. */
const governorHearsWithinMs = 150_000;

/**
 * What makes events of a stage wait on purpose at one moment: breakers of upstreams, and pauses by
 * people. `status`, `doctor` and dashboard know both from here alone.
 */
export class StageHolds {
  readonly #breakers: Pick<BreakerStore, 'read'>;
  readonly #pauses: Pick<PauseBook, 'all'>;
  readonly #now: number;
  readonly #snapshots = new Map<string, Promise<Snapshot>>();
  #paused: Promise<ReadonlyMap<string, PauseRecord>> | undefined;

  constructor(
    sources: {
      readonly breakers: Pick<BreakerStore, 'read'>;
      readonly pauses: Pick<PauseBook, 'all'>;
    },
    now: number,
  ) {
    this.#breakers = sources.breakers;
    this.#pauses = sources.pauses;
    this.#now = now;
  }

  /** @param upstreams names of those that the integration calls */
  async breakersOf(upstreams: readonly string[]): Promise<BreakerReading[]> {
    return Promise.all(
      upstreams.map(async (upstream) => {
        const snapshot = await this.breaker(upstream);
        return breakerReading(upstream, snapshot);
      }),
    );
  }

  /** @param callers by upstream: the names of the integrations that call it */
  async breakerRows(callers: ReadonlyMap<string, readonly string[]>): Promise<BreakerRow[]> {
    return Promise.all(
      [...callers].map(async ([upstream, integrations]) =>
        breakerRow(upstream, await this.breaker(upstream), integrations),
      ),
    );
  }

  /** Who has stopped the work on an integration's queue; undefined where nobody has. */
  async heldBy(integration: string, upstreams: readonly string[]): Promise<Held | undefined> {
    const pause = await this.pauseOf(integration);
    if (pause !== undefined) return { by: 'person', why: pauseText(pause), until: pause.until };
    for (const upstream of upstreams) {
      const snapshot = await this.breaker(upstream);
      if (isHolding(snapshot, this.#now)) {
        return { by: 'breaker', why: `${upstream} is ${stateName(snapshot)}` };
      }
    }
    return undefined;
  }

  /** The pause of an integration that is in force. */
  async pauseOf(integration: string): Promise<Pause | undefined> {
    this.#paused ??= this.#pauses.all().catch(beforeThereWas(new Map()));
    return pauseIn((await this.#paused).get(integration), this.#now);
  }

  /** Integrations that call the same upstream share one read. */
  breaker(upstream: string): Promise<Snapshot> {
    const reading =
      this.#snapshots.get(upstream) ??
      this.#breakers.read(upstream).catch(beforeThereWas(untouched));
    this.#snapshots.set(upstream, reading);
    return reading;
  }
}

/** `alice until 2026-01-31T09:30:00.000Z: why`. */
export function pauseText({
  by,
  reason,
  until,
}: Pick<Pause, 'by' | 'reason'> & { readonly until?: number | undefined }): string {
  const end = until === undefined ? '' : ` until ${new Date(until).toISOString()}`;
  return `${by}${end}: ${reason}`;
}

function breakerReading(upstream: string, snapshot: Snapshot): BreakerReading {
  const { mode, throttledUntil, drainingUntil } = snapshot;
  const change = mode.kind === 'auto' ? outageBegin(snapshot) : undefined;
  const isRefusal = mode.kind === 'isolated' && mode.by === breakerActor;
  return {
    ...breakerStatus(upstream, snapshot),
    heldBy: personAbove(snapshot),
    since: mode.kind === 'auto' ? change?.at : mode.since,
    reason: mode.kind === 'auto' ? change?.reason : mode.reason,
    awaitsProbe: changeBeforeProbe(snapshot),
    credential: isRefusal ? (mode.credentialVersion === 'none' ? 'absent' : 'refused') : undefined,
    throttledUntil,
    drainingUntil,
  };
}

/** A breaker that was probed in vain is down since it opened first, not since the last probe. */
function outageBegin({ history }: Snapshot): HistoryEntry | undefined {
  return history.findLast(({ from, to }) => !isProbing(from) || !isProbing(to)) ?? history[0];
}

function isProbing(state: BreakerStateName): boolean {
  return state === 'open' || state === 'half-open';
}

function changeBeforeProbe({ mode, history }: Snapshot): BreakerReading['awaitsProbe'] {
  if (mode.kind !== 'auto') return undefined;
  for (const { from, to, by } of history.toReversed()) {
    if (!isProbing(to)) return undefined;
    if (from === 'isolated') return by === breakerActor ? 'new-credential' : 'released';
    if (from === 'forced-open' || from === 'forced-closed') return 'released';
    // It opened because calls failed, or a probe did.
    if (to === 'open') return undefined;
  }
  return undefined;
}

function personAbove({ mode }: Snapshot): string | undefined {
  if (mode.kind === 'auto' || mode.by === breakerActor) return undefined;
  return pauseText({ ...mode, until: mode.kind === 'isolated' ? undefined : mode.until });
}

function isHolding(snapshot: Snapshot, now: number): boolean {
  const state = stateName(snapshot);
  const last = snapshot.history.at(-1);
  const isJustOver = last !== undefined && now - last.at < governorHearsWithinMs;
  return (state !== 'closed' && state !== 'forced-closed') || isJustOver;
}

/** A stage that was deployed before there were breakers has no table of them. */
function beforeThereWas<Nothing>(nothing: Nothing) {
  return (error: unknown): Nothing => {
    if (error instanceof ResourceNotFoundException) return nothing;
    throw error;
  };
}
