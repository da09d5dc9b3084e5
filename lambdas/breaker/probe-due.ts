import type { BreakerSettings } from './breaker-settings.ts';
import { decide } from './decide.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Whether a call would be let through to find out how the upstream is: what the core itself would say
 * to it, without saying so to anybody.
 *
 * @param credentialVersion that the call would bear
 */
export function isProbeDue(
  seen: Snapshot,
  now: number,
  settings: BreakerSettings,
  credentialVersion?: string,
): boolean {
  const { kind } = decide(
    seen,
    {
      kind: 'asked',
      id: '',
      caller: '',
      epochSeenAt: now,
      mayProbe: true,
      leaseMs: 0,
      credentialVersion,
    },
    now,
    settings,
  );
  return kind === 'write';
}
