import type { UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import { mostOpenMs } from '../../lambdas/breaker/breaker-settings.ts';
import type { FoundProblems } from './found-problems.ts';

const options = ['probe', 'openMs', 'longestOpenMs', 'recoveryCallsPerSecond'];

export function checkBreaker(
  { breaker = {}, idempotency = 'none' }: UpstreamDefinition,
  found: FoundProblems,
): void {
  if (!found.object('breaker', breaker)) return;
  found.unknown('breaker.', breaker, options);
  const { probe, openMs, longestOpenMs, recoveryCallsPerSecond } = breaker;
  if (probe !== undefined && !(typeof probe === 'string' && probe.startsWith('/'))) {
    found.error('breaker.probe', 'a path that only reads, such as "/status"', probe);
  }
  if (idempotency === 'none' && probe === undefined) {
    found.error(
      'breaker.probe',
      'a path that only reads, such as "/status", where repeating a call could act twice',
      probe,
      'Without it nothing could find out whether the upstream is up again but an event that may then ' +
        'be in doubt. Where the upstream knows keys or lookups, say so in `idempotency`.',
    );
  }
  found.positive('breaker.recoveryCallsPerSecond', recoveryCallsPerSecond);
  const valid = found.positive('breaker.openMs', openMs);
  if (!found.positive('breaker.longestOpenMs', longestOpenMs) || !valid) return;
  for (const [name, value] of Object.entries({ openMs, longestOpenMs })) {
    if (value !== undefined && value > mostOpenMs) {
      const why = 'With its jitter an upstream is then probed at least every 45 s.';
      found.error(`breaker.${name}`, `at most ${mostOpenMs}`, value, why);
    }
  }
  if (openMs !== undefined && longestOpenMs !== undefined && longestOpenMs < openMs) {
    found.error('breaker.longestOpenMs', `at least openMs (${openMs})`, longestOpenMs);
  }
}
