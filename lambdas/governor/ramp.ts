import type { Ramp } from './notes.ts';
import type { Mapping } from './mapping.ts';

/** The least that Lambda can be told. */
export const firstRamp: Ramp = { concurrency: 2 };

/** Messages that one environment takes at once. */
const batchSize = 10;
/** Calls a second of one environment: with less, most events of a batch come back for nothing. */
const leastPace = 4;

/**
 * Most environments of one integration while it catches up.
 *
 * @param upstreams that it calls, and how many integrations share each
 */
export function rampCeiling(
  maxConcurrency: number,
  upstreams: readonly { readonly recoveryCallsPerSecond: number; readonly users: number }[],
): number {
  const shares = upstreams.map(({ recoveryCallsPerSecond, users }) =>
    Math.max(firstRamp.concurrency, Math.floor(recoveryCallsPerSecond / leastPace / users)),
  );
  return Math.min(maxConcurrency, ...shares);
}

/**
 * The next step of a ramp that goes well: twice as many environments, once the last step was in force.
 * Undefined at its end, when next to nothing waits any more.
 */
export function raised(
  { concurrency }: Ramp,
  seen: {
    readonly mapping: Mapping | undefined;
    readonly visible: number | undefined;
    readonly ceiling: number;
  },
): Ramp | undefined {
  const { mapping, visible, ceiling } = seen;
  const inForce = mapping?.state === 'enabled' && mapping.maximumConcurrency === concurrency;
  if (!inForce) return { concurrency: Math.min(concurrency, ceiling) };
  if (isCaughtUp(visible, concurrency)) return undefined;
  return { concurrency: stepAfter(concurrency, ceiling) };
}

export function stepAfter(concurrency: number, ceiling: number): number {
  return Math.min(2 * concurrency, ceiling);
}

/** No more waits than its environments take at once. */
export function isCaughtUp(visible: number | undefined, concurrency: number): boolean {
  return visible !== undefined && visible <= batchSize * concurrency;
}
