import { randomUUID } from 'node:crypto';
import { BreakerGate } from '../../lambdas/breaker/breaker-gate.ts';
import type { BreakerStore } from '../../lambdas/breaker/breaker-store.ts';
import { EnvironmentHealth } from '../../lambdas/breaker/environment-health.ts';
import type { HistoryEntry } from '../../lambdas/breaker/snapshot.ts';
import type { UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import type { Clock } from '../../lambdas/runtime/clock.ts';

/** The gate of one environment; several of them with one store are a fleet. */
export function environmentGate(
  store: BreakerStore,
  upstreams: readonly UpstreamDefinition[],
  clock: Clock,
): { readonly gate: BreakerGate; readonly announced: HistoryEntry[] } {
  const announced: HistoryEntry[] = [];
  const gate = new BreakerGate(upstreams, {
    store,
    healthOf: () => new EnvironmentHealth(clock),
    clock,
    random: () => 0.5,
    newId: randomUUID,
    announce: async (_circuit, change) => void announced.push(change),
  });
  return { gate, announced };
}
