import type { BreakerSettings } from '../breaker/breaker-settings.ts';
import type { BreakerStore } from '../breaker/breaker-store.ts';
import type { CircuitDependencies } from '../breaker/circuit.ts';
import { wonChange } from '../breaker/conditional-write.ts';
import { decide } from '../breaker/decide.ts';
import type { Snapshot } from '../breaker/snapshot.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import { nameOf } from './look-around.ts';
import type { Readings } from './readings.ts';

export interface Releasing {
  readonly breakers: BreakerStore;
  /** Told of each release that this run has won: a processor may have been first. */
  readonly announce: CircuitDependencies['announce'];
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
}

/**
 * Gives breakers back whose force is over. Whoever calls next would do so, too; but while a queue is
 * paused nobody calls.
 */
export async function releaseLapsed(readings: Readings, releasing: Releasing): Promise<Readings> {
  const { clock, log } = releasing;
  const snapshots = new Map(readings.snapshots);
  await Promise.all(
    readings.fleet.upstreams.map(async ({ name, settings }) => {
      const seen = snapshots.get(name);
      if (seen === undefined || !isLapsed(seen, clock.now())) return;
      try {
        snapshots.set(name, await release(name, seen, settings, releasing));
      } catch (error) {
        log.warn('A force that is over was not released', { upstream: name, error: nameOf(error) });
      }
    }),
  );
  return { ...readings, snapshots };
}

function isLapsed({ mode }: Snapshot, now: number): boolean {
  const isForced = mode.kind === 'forced-open' || mode.kind === 'forced-closed';
  return isForced && mode.until !== undefined && now >= mode.until;
}

async function release(
  circuit: string,
  seen: Snapshot,
  settings: BreakerSettings,
  { breakers, announce, clock, newId }: Releasing,
): Promise<Snapshot> {
  const now = clock.now();
  const asked = { id: newId(), caller: '', epochSeenAt: now, mayProbe: false, leaseMs: 0 };
  const decision = decide(seen, { kind: 'asked', ...asked }, now, settings);
  if (decision.kind !== 'write') return seen;
  const result = await breakers.write(circuit, decision.write);
  const won = wonChange(decision.write, result);
  if (won !== undefined) await announce(circuit, won.change, won.after);
  return result.snapshot;
}
