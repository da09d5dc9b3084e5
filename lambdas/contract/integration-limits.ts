import type { IntegrationLimits } from './define-integration.ts';

/** What an integration that sets no limits gets. */
export const defaultLimits: Required<IntegrationLimits> = {
  timeoutSeconds: 60,
  maxConcurrency: 10,
  maxAttempts: 5,
  memoryMb: 512,
};

/**
 * Smallest and largest value of each limit. Timeout and memory are Lambda's own bounds (the timeout
 * leaves SQS's 12 hours of visibility far away), concurrency is that of an SQS event source mapping.
 */
export const limitBounds: Readonly<
  Record<keyof IntegrationLimits, { readonly min: number; readonly max: number }>
> = {
  timeoutSeconds: { min: 5, max: 900 },
  maxConcurrency: { min: 2, max: 1_000 },
  maxAttempts: { min: 1, max: 100 },
  memoryMb: { min: 128, max: 10_240 },
};

/** The integration's limits with the defaults filled in, also where it says `undefined`. */
export function limitsOf(definition: {
  readonly limits?: IntegrationLimits;
}): Required<IntegrationLimits> {
  const set = Object.entries(definition.limits ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaultLimits, ...Object.fromEntries(set) };
}
