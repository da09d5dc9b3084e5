import type { UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import type { FoundProblems } from './found-problems.ts';

const options = ['formula', 'baseMs', 'factor', 'capMs', 'attemptsHere'];

export function checkRetry(retry: UpstreamDefinition['retry'] = {}, found: FoundProblems): void {
  if (!found.object('retry', retry)) return;
  found.unknown('retry.', retry, options);
  found.oneOf('retry.formula', retry.formula, ['full-jitter', 'guide']);
  const { baseMs = 1_000, capMs = 60_000, factor = 2, attemptsHere = 2 } = retry;
  const times = found.positive('retry.baseMs', baseMs) && found.positive('retry.capMs', capMs);
  if (times && capMs < baseMs) found.error('retry.capMs', `at least baseMs (${baseMs})`, capMs);
  if (!(Number.isFinite(factor) && factor >= 1))
    found.error('retry.factor', 'a number of at least 1', factor);
  if (![1, 2, 3].includes(attemptsHere)) {
    const mend = "More than that is the queue's: waiting in Lambda is paid for.";
    found.error('retry.attemptsHere', '1, 2 or 3', attemptsHere, mend);
  }
}
