import { optionalEnvironment, requiredEnvironment } from './environment.ts';

export type AwsService = 'sqs' | 's3' | 'secretsmanager';

/** Where AWS is and who we are there, as Lambda (or a developer's shell) says in the environment. */
export interface AwsEnvironment {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Endpoint that stands in for a service (`http://localhost:4566`); undefined means AWS itself. */
  endpoint(service: AwsService): string | undefined;
}

/** The SDKs' own names: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
const endpointVariable = {
  sqs: 'AWS_ENDPOINT_URL_SQS',
  s3: 'AWS_ENDPOINT_URL_S3',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
} as const satisfies Record<AwsService, string>;

/** @throws MissingEnvironmentError without a region or credentials. */
export function awsEnvironment(): AwsEnvironment {
  const sessionToken = optionalEnvironment('AWS_SESSION_TOKEN');
  return {
    region: requiredEnvironment('AWS_REGION'),
    credentials: {
      accessKeyId: requiredEnvironment('AWS_ACCESS_KEY_ID'),
      secretAccessKey: requiredEnvironment('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken !== undefined && { sessionToken }),
    },
    endpoint: (service) =>
      optionalEnvironment(endpointVariable[service]) ?? optionalEnvironment('AWS_ENDPOINT_URL'),
  };
}
