import { join } from 'node:path';
import { wholeEnvironment } from '../../lambdas/runtime/environment.ts';
import { localDirectory } from './repository.ts';

/** Where LocalStack, MiniStack and their like listen unless told otherwise. */
export const defaultEndpointUrl = 'http://localhost:4566';

/** What every local endpoint answers to. Nothing here opens a real account, and that is the point. */
export const localRegion = 'us-east-1';
export const localCredentials = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** Settings of an AWS SDK client that talks to a local endpoint and can never reach AWS. */
export interface LocalClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: typeof localCredentials;
  /** Virtual-host bucket names do not resolve below `localhost`. Read by the S3 client alone. */
  readonly forcePathStyle: true;
}

export function localClientConfig(endpointUrl: string): LocalClientConfig {
  return {
    endpoint: endpointUrl,
    region: localRegion,
    credentials: localCredentials,
    forcePathStyle: true,
  };
}

/** Variables that would point a tool at an account, a profile or another endpoint. */
const misleading = /^(AWS_|CDK_DEFAULT_|LOCALSTACK_)/;

/** The environment of a tool (the CDK CLI) that shall work on a local endpoint and nowhere else. */
export function localToolEnvironment(endpointUrl: string): Record<string, string | undefined> {
  const own = Object.entries(wholeEnvironment()).filter(([name]) => !misleading.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_ENDPOINT_URL_S3: endpointUrl,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_REGION: localRegion,
    AWS_DEFAULT_REGION: localRegion,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_HOME: cdkHome(endpointUrl),
  };
}

/**
 * The CDK CLI caches the account of each access key, regardless of the endpoint, and all local endpoints use the
 * same key. A separate directory for each endpoint keeps their accounts, and those in `~/.cdk`, apart.
 */
function cdkHome(endpointUrl: string): string {
  return join(localDirectory, 'cdk', new URL(endpointUrl).host.replace(/[^\w.-]/g, '-'));
}
