import type { ForcedMode } from '../breaker/breaker-event.ts';
import type { BreakerStore } from '../breaker/breaker-store.ts';
import { decide } from '../breaker/decide.ts';
import type { Snapshot } from '../breaker/snapshot.ts';

/** What a person wants of a breaker. */
export type BreakerOrder =
  /** Until a time (ms since the epoch), or until a person releases it. */
  | { readonly kind: 'open' | 'close'; readonly until?: number | undefined }
  /** Nobody calls, and no other credential lifts it: only a person does. */
  | { readonly kind: 'isolate' }
  /** The breaker decides again: it is open and due at once, so that a probe finds out. */
  | { readonly kind: 'release' }
  /** The upstream is probed now, not when the opening is over. */
  | { readonly kind: 'probe' };

/** Who says so and why, for the record. */
export interface Operator {
  readonly by: string;
  readonly reason: string;
}

export type OrderResult =
  | { readonly kind: 'done'; readonly snapshot: Snapshot }
  /** Somebody else was quicker, each time it was tried: `snapshot` is what stands there. */
  | { readonly kind: 'lost'; readonly snapshot: Snapshot }
  /** No operator holds it, so there is nothing to release; or it is not open, so there is nothing to probe. */
  | { readonly kind: 'nothing-to-do'; readonly snapshot: Snapshot };

/**
 * Carries out a person's order, through the same core and store as every call. It is decided on what
 * `seen` shows and on nothing else: whoever has changed the breaker since wins, and the person looks again.
 */
export async function orderBreaker(
  circuit: string,
  seen: Snapshot,
  order: BreakerOrder,
  operator: Operator,
  tools: { readonly store: BreakerStore; readonly now: number; readonly newId: () => string },
): Promise<OrderResult> {
  const { store, now, newId } = tools;
  const words = { id: newId(), ...operator };
  const decision = decide(
    seen,
    order.kind === 'release' || order.kind === 'probe'
      ? { kind: order.kind === 'release' ? 'released' : 'hastened', ...words }
      : { kind: 'forced', to: forcedMode(order), ...words },
    now,
  );
  if (decision.kind !== 'write') return { kind: 'nothing-to-do', snapshot: seen };
  const { kind, snapshot } = await store.write(circuit, decision.write);
  return { kind: kind === 'won' ? 'done' : 'lost', snapshot };
}

function forcedMode(order: Exclude<BreakerOrder, { kind: 'release' | 'probe' }>): ForcedMode {
  if (order.kind === 'isolate') return { kind: 'isolated' };
  const kind = order.kind === 'open' ? 'forced-open' : 'forced-closed';
  return { kind, ...(order.until !== undefined && { until: order.until }) };
}
