import { randomUUID } from 'node:crypto';
import { BreakerGate } from '../../lambdas/breaker/breaker-gate.ts';
import type { BreakerStore } from '../../lambdas/breaker/breaker-store.ts';
import { MemorySlotStore } from '../../lambdas/breaker/memory-slot-store.ts';
import { SharedHealth } from '../../lambdas/breaker/shared-health.ts';
import type { SlotStore } from '../../lambdas/breaker/slot-store.ts';
import type { HistoryEntry } from '../../lambdas/breaker/snapshot.ts';
import type { UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import type { Clock } from '../../lambdas/runtime/clock.ts';

/** The gate of one environment; several of them with one store are a fleet. */
export function environmentGate(
  store: BreakerStore,
  upstreams: readonly UpstreamDefinition[],
  clock: Clock,
  slots: SlotStore = new MemorySlotStore(),
): { readonly gate: BreakerGate; readonly announced: HistoryEntry[] } {
  const announced: HistoryEntry[] = [];
  const environment = randomUUID();
  const tools = { clock, random: () => 0.5 };
  const onFailure = (error: unknown) => {
    throw error;
  };
  const gate = new BreakerGate(upstreams, {
    store,
    healthOf: (circuit) => new SharedHealth(circuit, { slots, environment, onFailure, ...tools }),
    ...tools,
    newId: randomUUID,
    announce: async (_circuit, change) => void announced.push(change),
  });
  return { gate, announced };
}
