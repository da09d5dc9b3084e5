import {
  defineIntegration,
  type Integration,
} from '../../../lambdas/contract/define-integration.ts';
import { PermanentError } from '../../../lambdas/contract/errors.ts';
import { demoLimits } from './demo-limits.ts';

/** A handler that knows that no retry will help, and says so. */
export function linearIssues(): Integration {
  return defineIntegration({
    name: 'linear-issues',
    provider: 'linear',
    limits: demoLimits,
    handle() {
      return Promise.reject(new PermanentError('This team was archived.'));
    },
  });
}
