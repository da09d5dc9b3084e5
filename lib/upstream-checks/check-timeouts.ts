import type { Endpoint, UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import { settlingMs } from '../../lambdas/processor/run-fence.ts';
import { effectiveTimeouts } from '../../lambdas/upstream/call-settings.ts';
import { recordMarginMs } from '../../lambdas/upstream/request.ts';
import type { FoundProblems } from './found-problems.ts';

export const timeoutOptions = ['connectMs', 'readMs', 'totalMs'] as const;

/** @param endpoint undefined for those that hold where no endpoint says otherwise */
export function checkTimeouts(
  where: string,
  definition: UpstreamDefinition,
  endpoint: Endpoint | undefined,
  timeoutSeconds: number,
  found: FoundProblems,
): void {
  const own: Record<string, unknown> = { ...(endpoint ?? definition.timeouts) };
  const valid = timeoutOptions.map((key) => found.positive(`${where}.${key}`, own[key]));
  const { connectMs, readMs, totalMs } = effectiveTimeouts(definition, endpoint);
  if (!valid.every(Boolean) || ![connectMs, readMs, totalMs].every((ms) => ms > 0)) return;

  for (const [key, ms] of Object.entries({ connectMs, readMs })) {
    if (ms > totalMs) {
      found.error(
        `${where}.${key}`,
        `at most the total, ${totalMs} ms`,
        ms,
        'It would never be reached.',
      );
    }
  }
  for (const [key, ms] of Object.entries(own)) {
    if (timeoutOptions.includes(key as 'totalMs')) warnOfTime(`${where}.${key}`, Number(ms), found);
  }
  const lambdaMs = timeoutSeconds * 1_000;
  const keptBackMs = settlingMs + recordMarginMs;
  if (totalMs > lambdaMs - keptBackMs) {
    found.error(
      `${where}.totalMs`,
      `at most ${lambdaMs - keptBackMs} ms: the processor's own timeout, ${lambdaMs} ms, less ${keptBackMs} ms for writing down what came of it`,
      totalMs,
      own['totalMs'] === undefined
        ? 'It is connectMs + 2 × readMs unless set: set it, or raise limits.timeoutSeconds.'
        : 'Raise limits.timeoutSeconds, or lower it.',
    );
  }
}

/** The guide's reasons. */
function warnOfTime(where: string, ms: number, found: FoundProblems): void {
  const mend = "Two to three times the upstream's usual p99 is a good value.";
  if (ms < 1_000) {
    found.warn(
      `${where}: ${ms} ms. Timeouts below a second cause false failures: calls are given up that would have ` +
        `been answered. ${mend}`,
    );
  }
  if (ms >= 60_000) {
    found.warn(
      `${where}: ${ms} ms. Timeouts of minutes cause cascades: one slow upstream holds up everything behind it. ${mend}`,
    );
  }
}
