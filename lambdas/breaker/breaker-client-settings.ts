import { awsClientSettings } from '../runtime/aws-client-settings.ts';

/** A call to an upstream does not wait long for its breaker: after this it goes by what is known. */
export const breakerClientSettings = {
  ...awsClientSettings,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 200, requestTimeout: 300, throwOnRequestTimeout: true },
} as const;
