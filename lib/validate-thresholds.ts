import { ConfigurationError } from './configuration-error.ts';
import { didYouMean } from './near-matches.ts';
import type { Stage } from './resolve-stage.ts';

/**
 * Refuses thresholds for an integration that is not there: misspelt, they would never raise an alarm.
 *
 * @param integrations names of those that the stage is deployed with
 * @throws ConfigurationError
 */
export function validateThresholds({ name, config }: Stage, integrations: readonly string[]): void {
  const problems = Object.keys(config.thresholdsOf)
    .filter((integration) => !integrations.includes(integration))
    .map(
      (integration) =>
        `thresholdsOf: expected integrations of lambdas/integrations/index.ts; got "${integration}".` +
        `${didYouMean(integration, integrations)} Take it out if the integration is gone.`,
    );
  if (problems.length === 0) return;
  throw new ConfigurationError(
    [`Stage "${name}" in lib/stages.ts cannot be used:`, ...problems].join('\n  - '),
  );
}
