import { stateNumbers } from '../../lambdas/governor/gauges.ts';
import type { GraphOptions } from './graphs.ts';

/** How a graph of `BreakerState` is read; a closed breaker is not written. */
export const breakerStates: GraphOptions = {
  min: Math.min(...Object.values(stateNumbers)),
  max: Math.max(...Object.values(stateNumbers)),
  marks: Object.entries(stateNumbers).map(([label, value]) => ({ label, value })),
};
