import { optionalEnvironment } from './environment.ts';

/**
 * Settings of every AWS SDK client in a Lambda: a call that hangs is given up while there is still time
 * to settle. Path-style S3 addresses where a local endpoint is named, whose bucket hosts do not resolve.
 */
export const awsClientSettings = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  forcePathStyle: optionalEnvironment('AWS_ENDPOINT_URL') !== undefined,
} as const;
