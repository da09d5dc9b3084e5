import {
  GetFunctionConfigurationCommand,
  ResourceNotFoundException,
  type LambdaClient,
} from '@aws-sdk/client-lambda';

/** What is known of an integration without looking at its queues. */
export interface IntegrationIdentity {
  /** Id of its provider; `unknown` where nobody can tell. */
  readonly provider: string;
  /** Names of the upstreams that it calls. */
  readonly upstreams: readonly string[];
  readonly whenUpstreamDown: 'pause' | 'continue';
}

/** What a processor says of its integration; one of an older version may not say all of it. */
export async function readIdentity(
  lambda: LambdaClient,
  FunctionName: string,
): Promise<IntegrationIdentity> {
  const variables = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName })).then(
    ({ Environment }) => Environment?.Variables ?? {},
    (error: unknown) => {
      if (error instanceof ResourceNotFoundException)
        return {} as Record<string, string | undefined>;
      throw error;
    },
  );
  const { PROVIDER = 'unknown', UPSTREAMS = '', WHEN_UPSTREAM_DOWN } = variables;
  return {
    provider: PROVIDER,
    upstreams: UPSTREAMS.split(',').filter((name) => name !== ''),
    whenUpstreamDown: WHEN_UPSTREAM_DOWN === 'continue' ? 'continue' : 'pause',
  };
}
