import type { BreakerStore } from '../breaker/breaker-store.ts';
import { decide } from '../breaker/decide.ts';
import type { HistoryEntry } from '../breaker/snapshot.ts';
import type { HoldChange } from './holds.ts';

export interface ReleaseOrder {
  readonly upstream: string;
  readonly by: string;
  readonly why: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly newId: () => string;
  /** Told of the change that people see; must not throw. */
  readonly announce: (upstream: string, change: HistoryEntry) => Promise<void>;
}

/** A breaker that changes more often than this while somebody wants to release it is at work by itself. */
const tries = 5;

/** A person's word against whatever stands there: tried again with what was written meanwhile. */
export async function releaseBreaker(
  store: BreakerStore,
  { upstream, by, why, now, newId, announce }: ReleaseOrder,
): Promise<HoldChange> {
  let seen = await store.read(upstream);
  for (let left = tries; left > 0; left -= 1) {
    const decision = decide(seen, { kind: 'released', id: newId(), by, reason: why }, now);
    if (decision.kind !== 'write') return 'as-before';
    const { kind, snapshot } = await store.write(upstream, decision.write);
    if (kind === 'won') {
      const change = decision.write.facts.history.at(-1);
      if (change?.epoch === decision.write.facts.epoch) await announce(upstream, change);
      return 'changed';
    }
    seen = snapshot;
  }
  return 'as-before';
}
