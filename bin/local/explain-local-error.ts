import { networkCause } from '../http/network-cause.ts';
import { optionalEnvironment } from '../../lambdas/runtime/environment.ts';
import { ExplainedError } from '../terminal/explained-error.ts';
import { defaultEndpointUrl } from './local-aws.ts';

/**
 * Explains a network failure of a local tool. The AWS SDK's network errors do not name the address, and some have no
 * message.
 */
export function explainLocalError(
  error: unknown,
  endpointUrl: string = optionalEnvironment('AWS_ENDPOINT_URL') ?? defaultEndpointUrl,
): unknown {
  if (error instanceof ExplainedError) return error;
  const cause = networkCause(error);
  if (cause === undefined) return error;
  return new ExplainedError(
    `The local AWS endpoint ${endpointUrl} did not answer a request: ${cause.meaning} (${cause.code}).`,
    {
      nextStep:
        'It may have stopped, or another run may be stopping it. If Breakwater started it, its log is in .local/logs.\n' +
        'Run the command again; AWS_ENDPOINT_URL selects another endpoint.',
      cause: error,
    },
  );
}
