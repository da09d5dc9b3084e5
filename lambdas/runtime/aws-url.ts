import type { AwsEnvironment, AwsService } from './aws-environment.ts';

export interface AwsAddress {
  readonly service: AwsService;
  /** The bucket, for S3. @default none */
  readonly bucket?: string;
  /** Only unreserved characters and slashes. */
  readonly path: string;
}

/** Where a call goes: to AWS itself, or to the endpoint that stands in for it. */
export function awsUrl(
  { service, bucket, path }: AwsAddress,
  { region, endpoint }: Pick<AwsEnvironment, 'region' | 'endpoint'>,
): URL {
  const standIn = endpoint(service);
  if (standIn !== undefined) {
    // One host for everything: a bucket cannot be part of its name.
    return new URL(
      `${standIn.replace(/\/$/, '')}${bucket === undefined ? '' : `/${bucket}`}${path}`,
    );
  }
  const partition = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const host = `${service}.${region}.${partition}`;
  return new URL(`https://${bucket === undefined ? '' : `${bucket}.`}${host}${path}`);
}
