import type { Pace } from '../breaker/snapshot.ts';
import type { FleetIntegration } from './fleet.ts';
import { firstRamp, isCaughtUp, stepAfter } from './ramp.ts';
import type { Stand } from './stand.ts';
import type { UpstreamView } from './upstream-view.ts';

/** An integration that calls the upstream. */
export interface PaceUser {
  readonly integration: FleetIntegration;
  readonly stand: Stand;
  /** Most environments while it catches up. */
  readonly ceiling: number;
  readonly visible: number | undefined;
}

/** Renewed each minute; two runs may be lost. */
const paceMs = 180_000;

/**
 * How fast each environment may call an upstream that comes back, so that all of them together keep to
 * its `recoveryCallsPerSecond`; `none` to take the bound away, undefined to leave it as it is.
 *
 * It is made for the environments that there will be after the next run, because environments go by
 * what they read last: whoever hears of it late must still fit in. For the same reason it stands while
 * the upstream is still down.
 */
export function planPace(
  { upstream, snapshot, downSince }: UpstreamView,
  users: readonly PaceUser[],
  now: number,
): Pace | 'none' | undefined {
  const isPaced = snapshot.pace !== undefined && snapshot.pace.until > now;
  const isRecovering = downSince !== undefined || users.some(({ stand }) => isRamping(stand));
  if (!isRecovering) {
    if (!isPaced) return undefined;
    if (
      users.every(({ visible, integration }) => isCaughtUp(visible, integration.maxConcurrency))
    ) {
      return 'none';
    }
  }
  const environments = users.reduce((sum, user) => sum + environmentsSoon(user), 0);
  return {
    callsPerSecond: upstream.recoveryCallsPerSecond / Math.max(1, environments),
    until: now + paceMs,
  };
}

function isRamping({ kind }: Stand): boolean {
  return kind === 'stopped-by-breaker' || kind === 'trying' || kind === 'catching-up';
}

function environmentsSoon({ integration, stand, ceiling }: PaceUser): number {
  switch (stand.kind) {
    case 'running':
    case 'unknown':
      return integration.maxConcurrency;
    case 'stopped-by-person':
    case 'stopped-by-breaker':
    case 'trying':
      return firstRamp.concurrency;
    case 'catching-up':
      return stepAfter(stand.ramp.concurrency, ceiling);
  }
}
