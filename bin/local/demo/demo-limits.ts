import type { IntegrationLimits } from '../../../lambdas/contract/define-integration.ts';

/** Nothing in the demo takes long; short runs keep a killed one from holding its event for minutes. */
export const demoLimits: IntegrationLimits = { timeoutSeconds: 30 };
