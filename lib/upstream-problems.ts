import type { UpstreamDefinition } from '../lambdas/contract/define-upstream.ts';
import { checkBreaker } from './upstream-checks/check-breaker.ts';
import { checkEndpoints, checkStatuses } from './upstream-checks/check-endpoints.ts';
import { checkIdempotency } from './upstream-checks/check-idempotency.ts';
import { checkCredential, checkIdentity } from './upstream-checks/check-identity.ts';
import { checkRetry } from './upstream-checks/check-retry.ts';
import { checkTimeouts, timeoutOptions } from './upstream-checks/check-timeouts.ts';
import { FoundProblems, type UpstreamProblem } from './upstream-checks/found-problems.ts';

const options = [
  'name',
  'baseUrl',
  'label',
  'credential',
  'headers',
  'timeouts',
  'endpoints',
  'idempotency',
  'retry',
  'statuses',
  'responseLimitBytes',
  'breaker',
];

/**
 * Everything wrong with an upstream's definition, and what the guide advises against.
 *
 * @param timeoutSeconds of the processor's Lambda: no request may outlast it
 */
export function upstreamProblems(
  definition: UpstreamDefinition,
  { timeoutSeconds }: { readonly timeoutSeconds: number },
): UpstreamProblem[] {
  const found = new FoundProblems();
  if (!found.object('an upstream', definition)) return found.problems;
  found.unknown('', definition, options);
  checkIdentity(definition, found);
  checkCredential(definition, found);
  checkIdempotency(definition.idempotency, found);
  checkRetry(definition.retry, found);
  checkBreaker(definition, found);
  checkStatuses('statuses', definition.statuses, found);
  found.positive('responseLimitBytes', definition.responseLimitBytes);
  const { timeouts = {} } = definition;
  if (!found.object('timeouts', timeouts)) return found.problems;
  found.unknown('timeouts.', timeouts, timeoutOptions);
  checkTimeouts('timeouts', definition, undefined, timeoutSeconds, found);
  checkEndpoints(definition, timeoutSeconds, found);
  return found.problems;
}
