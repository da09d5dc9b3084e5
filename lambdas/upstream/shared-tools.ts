import type { Clock } from '../runtime/clock.ts';
import { connectionPools, type ConnectionPools } from './connection-pools.ts';
import { retryBudget, type RetryBudget } from './retry-budget.ts';

/** What an environment keeps between runs: connections, and what it has spent on retries. */
export interface SharedTools {
  readonly pools: ConnectionPools;
  budget(upstream: string): RetryBudget;
}

export function sharedTools(clock: Clock): SharedTools {
  const budgets = new Map<string, RetryBudget>();
  return {
    pools: connectionPools(),
    budget(upstream) {
      const budget = budgets.get(upstream) ?? retryBudget(clock);
      budgets.set(upstream, budget);
      return budget;
    },
  };
}
