import { networkCause } from '../http/network-cause.ts';
import { optionalEnvironment } from '../../lambdas/runtime/environment.ts';
import { ExplainedError } from '../terminal/explained-error.ts';
import { defaultEndpointUrl } from './local-aws.ts';

/**
 * What a failure of a local tool is shown as. The AWS SDK's network errors name no address, and some
 * have no message at all.
 */
export function explainLocalError(
  error: unknown,
  endpointUrl: string = optionalEnvironment('AWS_ENDPOINT_URL') ?? defaultEndpointUrl,
): unknown {
  if (error instanceof ExplainedError) return error;
  const cause = networkCause(error);
  if (cause === undefined) return error;
  return new ExplainedError(
    `The local AWS endpoint ${endpointUrl} got a request and gave no answer: ${cause.meaning} (${cause.code}).`,
    {
      nextStep:
        'Has the endpoint ended, or is another run stopping it? Its log is in .local/logs if Breakwater started it.\n' +
        'Run the command again; AWS_ENDPOINT_URL names another endpoint.',
      cause: error,
    },
  );
}
